"""What happens to the settings of an office: pools, rules, limits, calendar, views, products."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class OfficeChanged(Event):
    """Settings of the office were changed."""

    __slots__ = ()


class PoolAdded(Event):
    """A pool was made; `record_id` is the pool's here and below."""

    __slots__ = ()


class PoolRulesSaved(Event):
    """A version of a pool's rules was written; `record_id` is the version's."""

    __slots__ = ()


class PoolRulesWithdrawn(Event):
    """A version of a pool's rules was let go before it took effect."""

    __slots__ = ()


class PoolRulesApplied(Event):
    """A version of a pool's rules was applied to every customer of the pool."""

    __slots__ = ()


class PoolEdited(Event):
    """Settings of a pool were changed."""

    __slots__ = ()


class DefaultPoolChanged(Event):
    """What no route names belongs to this pool from now on, and no longer to another."""

    __slots__ = ()


class PoolDeleted(Event):
    """A pool was closed for good; its customers went to another."""

    __slots__ = ()


class PoolMemberSet(Event):
    """Somebody was let into a pool, kept out of it, put in charge or taken off its list."""

    __slots__ = ()


class HoldingLimitSet(Event):
    """A holding limit was set, changed or taken away; `record_id` is that of its pool, if any."""

    __slots__ = ()


class PoolRoutesSet(Event):
    """What belongs to a pool when it is entered was changed."""

    __slots__ = ()


class CalendarChanged(Event):
    """Days of the office's calendar were edited."""

    __slots__ = ()


class ViewSaved(Event):
    """Somebody saved a list under a name; `record_id` is the view's here and below."""

    __slots__ = ()


class ViewChanged(Event):
    """Name, audience, query or layout of a saved view was changed."""

    __slots__ = ()


class ViewDeleted(Event):
    """A saved view was deleted."""

    __slots__ = ()


class ChannelSet(Event):
    """A way to deliver reminders was added, changed or taken away."""

    __slots__ = ()


class MessageTemplateSet(Event):
    """A text for greetings was added, changed or taken away."""

    __slots__ = ()


class CustomFieldSet(Event):
    """One of the office's own fields was added, changed or taken away."""

    __slots__ = ()


class BackupMade(Event):
    """Somebody took a copy of everything."""

    __slots__ = ()


class BackupChecked(Event):
    """A backup was read through."""

    __slots__ = ()


class BackupRestored(Event):
    """A backup was put in the place of the database."""

    __slots__ = ()


class OfficeReset(Event):
    """The business of the office was cleared, after a backup of everything."""

    __slots__ = ()


class DatabaseRepaired(Event):
    """What follows from other records was written anew where it was wrong."""

    __slots__ = ()


class PipelineSet(Event):
    """A pipeline was added, named, or made the one to begin in."""

    __slots__ = ()


class ProductAdded(Event):
    """A product was entered; `after` holds its columns."""

    __slots__ = ()


class StageSet(Event):
    """A stage of a pipeline was added, changed or removed."""

    __slots__ = ()


class ProductEdited(Event):
    """Columns of a product changed."""

    __slots__ = ()


class StagesOrdered(Event):
    """The stages of a pipeline stand in another order."""

    __slots__ = ()


class ProductDeleted(Event):
    """A product is sold no more and in no list."""

    __slots__ = ()


class RateSet(Event):
    """The rate of a currency from a day on was set or removed."""

    __slots__ = ()


class ProductRestored(Event):
    """A deleted product is back."""

    __slots__ = ()


class PapersChanged(Event):
    """What an office says of the papers it sends, or the page they are printed on, changed."""

    __slots__ = ()


class OrderSettingsChanged(Event):
    """What an office says of its orders changed."""

    __slots__ = ()


class TargetSet(Event):
    """A target of somebody for a month was set, changed or taken away."""

    __slots__ = ()


class TargetSettingsChanged(Event):
    """What an office calls signed changed."""

    __slots__ = ()


class PaymentSettingsChanged(Event):
    """What an office says of its money changed."""

    __slots__ = ()


class ApprovalSettingsChanged(Event):
    """What an office wants to be asked for before it is done changed."""

    __slots__ = ()
