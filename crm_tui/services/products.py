"""产品: what the office sells, kept by who may, seen by everybody but for its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import products
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import (
    Changed,
    ProductAdded,
    ProductDeleted,
    ProductEdited,
    ProductRestored,
)
from crm_tui.domain.field_changes import conflicts, differing, merged
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.products import (
    Product,
    ProductFields,
    ProductRequest,
    category_path,
    is_inside,
    moved_category,
    product_fault,
)
from crm_tui.domain.text import folded
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError, NotFoundError, NotPermittedError
from crm_tui.services.checks import checked_text
from crm_tui.services.queries import understood
from crm_tui.services.references import one_of
from crm_tui.values import dataclass

LIMITS = {"code": 60, "name": 200, "category": 200, "unit": 20, "note": 2000}
_REQUIRED = ("code", "name")


@dataclass(frozen=True, slots=True)
class Products:
    """Products as people use them."""

    database: Database

    def list(self, actor: Actor, request: ProductRequest, *, limit: int = 200) -> list[Product]:
        """Return the products asked for, by category and code."""
        with self.database.reading(actor) as view:
            return products.products(view, request, understood(view, request.asked), limit)

    def product(self, actor: Actor, product_id: ProductId) -> Product:
        """Return a product, a deleted one as well; raise NotFoundError when there is none."""
        with self.database.reading(actor) as view:
            return products.product(view, product_id)

    def find(self, actor: Actor, reference: str) -> ProductId:
        """Return the product that a code, number or name means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            found = products.products_called(view, reference.strip())
            named = [(each.id, f"{each.fields.code} {each.fields.name}") for each in found]
            return one_of("product", reference, named)

    def categories(self, actor: Actor) -> Sequence[str]:
        """Return the categories in which there is a product, in order."""
        with self.database.reading(actor) as view:
            return products.categories(view)

    @operation(Permission.EDIT_PRODUCT)
    def add(self, actor: Actor, fields: ProductFields) -> Changed:
        """Enter a product; raise FieldError for a taken code or what cannot be stored."""
        fields = checked_product(fields)
        with self.database.writing(actor) as unit:
            refuse_cost(unit, None, fields.cost_minor)
            insert_product(unit, fields)
        return unit.changed

    @operation(Permission.EDIT_PRODUCT)
    def edit(
        self,
        actor: Actor,
        product_id: ProductId,
        changes: Mapping[str, object],
        *,
        seen: ProductFields | None = None,
    ) -> Changed:
        """Change fields of a product; only a field that both sides changed is a conflict.

        `seen` is what the form showed. Quotes that name the product keep what they say of it.
        """
        with self.database.writing(actor) as unit:
            old = _alive_fields(unit, product_id)
            basis = old if seen is None else seen
            if not unit.person.may(Permission.VIEW_COST):
                # Whoever may not see the cost saw none, and can change none by leaving it so.
                basis = replace(basis, cost_minor=old.cost_minor)
                refuse_cost(unit, None, changes.get("cost_minor"))
                changes = {name: each for name, each in changes.items() if name != "cost_minor"}
            if both := conflicts(old, basis, changes):
                shown = {name: (each.theirs, each.mine) for name, each in both.items()}
                raise ConflictError("product", product_id, shown)
            change_product(unit, product_id, old, checked_product(merged(old, basis, changes)))
        return unit.changed

    @operation(Permission.EDIT_PRODUCT)
    def delete(self, actor: Actor, product_id: ProductId) -> Changed:
        """Take a product out of all lists; quotes that name it stay as they are."""
        with self.database.writing(actor) as unit:
            old = _alive_fields(unit, product_id)
            products.update_product(unit, product_id, {"deleted_at": unit.now})
            unit.record(ProductDeleted(record_id=product_id, before={"name": old.name}))
        return unit.changed

    @operation(Permission.EDIT_PRODUCT)
    def restore(self, actor: Actor, product_id: ProductId) -> Changed:
        """Bring a deleted product back; raise FieldError when another has its code by now."""
        with self.database.writing(actor) as unit:
            found = products.product(unit, product_id)
            if found.is_deleted:
                _refuse_taken(unit, found.fields.code, product_id)
                products.update_product(unit, product_id, {"deleted_at": None})
                unit.record(
                    ProductRestored(record_id=product_id, after={"name": found.fields.name})
                )
        return unit.changed

    @operation(Permission.EDIT_PRODUCT)
    def move_category(self, actor: Actor, before: str, after: str) -> Changed:
        """Call a category, with all below it, by another name; one undo takes all of it back."""
        old, new = category_path(before), _checked_category(after)
        with self.database.writing(actor) as unit:
            found = products.products_inside(unit, old) if old else []
            if not found:
                raise NotFoundError("category", before)
            if is_inside(new, old) and new != old:
                raise FieldError("category", "inside_itself", new)
            for each in found:
                fields = products.stored_fields(unit, each.id)
                moved = replace(fields, category=moved_category(fields.category, old, new))
                change_product(unit, each.id, fields, checked_product(moved))
        return unit.changed


def checked_product(fields: ProductFields) -> ProductFields:
    """Return the fields cleaned; raise FieldError for the first that cannot be stored."""
    texts = {
        name: checked_text(name, getattr(fields, name), limit=limit, multiline=name == "note")
        for name, limit in LIMITS.items()
    }
    for name in _REQUIRED:
        if not texts[name]:
            raise FieldError(f"product_{name}", "required")
    texts["category"] = _checked_category(fields.category)
    cleaned: ProductFields = replace(
        fields, code=texts["code"], name=texts["name"], category=texts["category"],
        unit=texts["unit"], note=texts["note"], tiers=tuple(sorted(fields.tiers)),
    )  # fmt: skip
    if fault := product_fault(cleaned):
        raise FieldError(*fault)
    return cleaned


def refuse_cost(unit: Unit, was: int | None, wanted: object) -> None:
    """Raise NotPermittedError where somebody sets a cost whom costs do not concern."""
    if wanted is not None and wanted != was and not unit.person.may(Permission.VIEW_COST):
        raise NotPermittedError(Permission.VIEW_COST.value)


def insert_product(unit: Unit, fields: ProductFields) -> ProductId:
    """Store a checked product and record it; raise FieldError for a taken code."""
    _refuse_taken(unit, fields.code)
    product_id = products.add_product(unit, fields)
    unit.record(ProductAdded(record_id=product_id, after=products.values_of(fields)))
    return product_id


def change_product(
    unit: Unit, product_id: ProductId, old: ProductFields, new: ProductFields
) -> bool:
    """Store checked fields of a product and record what changed; return whether anything did."""
    if not differing(old, new):
        return False
    if folded(new.code) != folded(old.code):
        _refuse_taken(unit, new.code, product_id)
    was, now = products.values_of(old), products.values_of(new)
    products.update_product(unit, product_id, now)
    changed = [name for name in now if was[name] != now[name]]
    unit.record(
        ProductEdited(
            record_id=product_id,
            before={"name": old.name, **{name: was[name] for name in changed}},
            after={"name": new.name, **{name: now[name] for name in changed}},
        )
    )
    return True


def _alive_fields(unit: Unit, product_id: ProductId) -> ProductFields:
    if products.product(unit, product_id).is_deleted:
        raise NotFoundError("product", str(product_id))
    return products.stored_fields(unit, product_id)


def _refuse_taken(unit: Unit, code: str, but: ProductId | None = None) -> None:
    other = products.product_of_code(unit, code)
    if other is not None and other.id != but:
        raise FieldError("product_code", "taken", code)


def _checked_category(text: str) -> str:
    return category_path(checked_text("category", text, limit=LIMITS["category"]))
