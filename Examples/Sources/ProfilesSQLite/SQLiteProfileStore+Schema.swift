import GRDB

extension SQLiteProfileStore {
    /// The history of the schema. A step that has been released is never changed: the next one follows it.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("profiles") { database in
            try database.create(table: "profile") { table in
                table.primaryKey("id", .text)
                table.column("name", .text).notNull()
            }
            try database.create(table: "address") { table in
                table.column("profileID", .text).notNull().references("profile", onDelete: .cascade)
                table.column("position", .integer).notNull()
                table.column("id", .text).notNull()
                table.column("location", .text).notNull()
                table.primaryKey(["profileID", "position"])
                table.uniqueKey(["profileID", "id"])
            }
        }
        return migrator
    }
}
