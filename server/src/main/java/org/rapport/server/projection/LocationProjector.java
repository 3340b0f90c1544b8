package org.rapport.server.projection;

import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Location;
import org.rapport.server.projection.read.LocationRecord;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.Sensitivity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Location to {@code location_facts}: where and in which zone it is, and what messages say of it.
 */
@Component
public class LocationProjector implements ResourceProjector<Location> {
  private final JdbcClient jdbc;

  LocationProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Location> type() {
    return Location.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("location_facts"));
  }

  @Override
  public boolean project(Location location) {
    String id = location.getIdElement().getIdPart();
    String zone = ZoneCodes.of(location);
    var before =
        jdbc.sql("select coalesce(zone, '') from rapport.location_facts where id = ?")
            .param(id)
            .query(String.class)
            .optional();
    jdbc.sql(
            """
            insert into rapport.location_facts (id, version, name, zone, phone, address, sensitivity,
              active, postal_code, latitude, longitude)
            values (:id, :version, :name, :zone, :phone, :address, :sensitivity, :active,
              :postalCode, :latitude, :longitude)
            on conflict (id) do update set version = excluded.version, name = excluded.name,
              zone = excluded.zone, phone = excluded.phone, address = excluded.address,
              sensitivity = excluded.sensitivity, active = excluded.active,
              postal_code = excluded.postal_code, latitude = excluded.latitude,
              longitude = excluded.longitude
            where location_facts.version <= excluded.version""")
        .param("id", id)
        .param("version", location.getIdElement().getVersionIdPartAsLong())
        .param("name", LocationRecord.nameForPatients(location))
        .param("zone", zone)
        .param("phone", LocationRecord.phone(location))
        .param("address", LocationRecord.address(location.getAddress()))
        .param("sensitivity", Sensitivity.of(location).ordinal())
        .param("active", location.getStatus() != Location.LocationStatus.INACTIVE)
        .param("postalCode", location.getAddress().getPostalCode())
        .param("latitude", location.getPosition().getLatitude())
        .param("longitude", location.getPosition().getLongitude())
        .update();
    return before.isPresent() && !before.get().equals(Objects.toString(zone, ""));
  }

  @Override
  public void remove(Location location) {
    jdbc.sql("delete from rapport.location_facts where id = ?")
        .param(location.getIdElement().getIdPart())
        .update();
  }
}
