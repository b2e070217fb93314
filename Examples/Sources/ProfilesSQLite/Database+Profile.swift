import GRDB
import Profiles

/// A profile is a row and its addresses are rows of their own, numbered in their order.
extension Database {
    func profile(_ id: String) throws -> Profile? {
        guard let name = try String.fetchOne(self, SQLRequest(literal: "SELECT name FROM profile WHERE id = \(id)"))
        else {
            return nil
        }
        let rows = try Row.fetchAll(
            self,
            SQLRequest(literal: "SELECT id, location FROM address WHERE profileID = \(id) ORDER BY position")
        )
        return Profile(id: id, name: name, addresses: rows.map { Address(id: $0["id"], location: $0["location"]) })
    }

    func save(_ profile: Profile) throws {
        try execute(
            literal: """
                INSERT INTO profile (id, name) VALUES (\(profile.id), \(profile.name))
                ON CONFLICT (id) DO UPDATE SET name = excluded.name
                """
        )
        try execute(literal: "DELETE FROM address WHERE profileID = \(profile.id)")
        for (position, address) in profile.addresses.enumerated() {
            try execute(
                literal: """
                    INSERT INTO address (profileID, position, id, location)
                    VALUES (\(profile.id), \(position), \(address.id), \(address.location))
                    """
            )
        }
    }
}
