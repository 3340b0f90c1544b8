package org.rapport.server.projection;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.StringType;
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
  public void clear() {
    jdbc.sql("delete from rapport.location_facts").update();
  }

  @Override
  public boolean project(Location location) {
    String id = location.getIdElement().getIdPart();
    String zone = PatientProjector.zone(location);
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
        .param("name", nameForPatients(location))
        .param("zone", zone)
        .param("phone", phone(location))
        .param("address", address(location.getAddress()))
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

  /**
   * The name for patients, or null. A place that only an EHR's codes name (ward, room) says nothing
   * to patients, and may tell too much: its name is used once somebody has given it an address.
   */
  public static String nameForPatients(Location location) {
    return location.hasAddress() ? location.getName() : null;
  }

  /** The first telephone number, or null. */
  public static String phone(Location location) {
    return location.getTelecom().stream()
        .filter(telecom -> telecom.getSystem() == ContactPointSystem.PHONE && telecom.hasValue())
        .findFirst()
        .map(telecom -> telecom.getValue())
        .orElse(null);
  }

  /** The address in one line, or null. */
  public static String address(Address address) {
    if (address == null || address.isEmpty()) {
      return null;
    }
    String text =
        address.hasText()
            ? address.getText()
            : Stream.concat(
                    address.getLine().stream().map(StringType::getValue),
                    Stream.of(address.getCity()))
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(", "));
    return text.isBlank() ? null : text;
  }
}
