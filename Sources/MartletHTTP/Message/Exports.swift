// Methods, statuses and fields stand in nearly every line that uses this module: `Route(.get, …)`, `request[.accept]`.
// Without this, whoever has the upcoming feature MemberImportVisibility on would have to import HTTPTypes in each file.
@_exported public import HTTPTypes
// Nobody serves or calls endpoints without the module that they come from.
@_exported public import Martlet
