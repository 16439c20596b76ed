"""What shells need to complete: each asks `crm completion words` with the words typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crm_tui.settings import APPLICATION

_BASH = """\
# crm: completion for bash
_crm_complete() {
    local line value typed="${COMP_LINE:0:COMP_POINT}" last before
    COMPREPLY=()
    last="${typed##*[[:space:]]}"
    before="${last%"${last##*:}"}"
    while IFS= read -r line; do
        value="${line%%$'\\t'*}"
        [[ "$before" && "$COMP_WORDBREAKS" == *:* ]] && value="${value#"$before"}"
        COMPREPLY+=("$(printf '%q' "$value")")
    done < <(command crm completion words --line "$typed" 2>/dev/null)
    return 0
}
complete -o default -o nosort -F _crm_complete crm 2>/dev/null ||
    complete -o default -F _crm_complete crm
"""

_ZSH = """\
#compdef crm
_crm_complete() {
    local line
    local -a found
    while IFS= read -r line; do
        found+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}")
    done < <(command crm completion words -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#found} )); then
        _describe -V crm found
    else
        _files
    fi
}
if ! (( $+functions[compdef] )); then
    autoload -Uz compinit && compinit
fi
compdef _crm_complete crm
"""

_FISH = """\
# crm: completion for fish
function __crm_complete
    set -l words (commandline -opc) (commandline -ct)
    command crm completion words -- $words[2..-1] 2>/dev/null
end
complete --command crm --no-files --arguments '(__crm_complete)'
"""

_POWERSHELL = """\
# crm: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName crm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_".Trim("'", '"') })
    if ($wordToComplete -eq '') { $words += '""' }
    crm completion words -- @words 2>$null | ForEach-Object {
        $value, $told = $_ -split "`t", 2
        $shown = if ($value -match '\\s') { "'$value'" } else { $value }
        if (-not $told) { $told = $value }
        [System.Management.Automation.CompletionResult]::new($shown, $value, 'ParameterValue', $told)
    }
}
"""  # noqa: E501 - a script of another language

SCRIPTS: Mapping[str, str] = {
    "bash": _BASH,
    "zsh": _ZSH,
    "fish": _FISH,
    "powershell": _POWERSHELL,
}


def profile_of(shell: str, home: Path, environment: Mapping[str, str]) -> tuple[Path, Path | None]:
    """Return where the script goes, and the file that is to load it; None where none need."""
    own = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / APPLICATION
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    match shell:
        case "bash":
            return own / "completion.bash", home / ".bashrc"
        case "zsh":
            folder = Path(environment.get("ZDOTDIR") or home)
            return own / "completion.zsh", folder / ".zshrc"
        case "fish":
            return config / "fish" / "completions" / "crm.fish", None
        case _:
            documents = home / "Documents" / "PowerShell"
            folder = documents if environment.get("OS") == "Windows_NT" else config / "powershell"
            return own / "completion.ps1", folder / "Microsoft.PowerShell_profile.ps1"


def installed_line(shell: str, script: Path) -> str | None:
    """Return the line of a shell's own file that loads the script."""
    match shell:
        case "bash" | "zsh":
            quoted = str(script).replace("'", "'\\''")
            return f"[ -f '{quoted}' ] && . '{quoted}'  # crm"
        case "powershell":
            quoted = str(script).replace("'", "''")
            return f". '{quoted}'  # crm"
        case _:
            return None
