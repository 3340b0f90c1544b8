package org.rapport.routes.intake.sender;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.rapport.routes.intake.dialect.Dialect;

/**
 * How one sender's messages are to be read.
 *
 * @param application MSH-3, first component
 * @param facility MSH-4, first component
 * @param zone zone of times sent without an offset
 * @param zoneNamed whether the profile names it; else it is the clinic's
 * @param appointmentSystem identifier system of SCH-1 and SCH-2
 * @param patientSystem identifier system of the patient's key
 * @param statusCodes appointment status by SCH-25 code in lower case; wins over table HL70278
 * @param codeSystems code system URI by CWE.3 in upper case; wins over the built-in ones
 * @param merges whether it may merge patients; empty: where it comes from decides
 * @param newPatients whether ADT makes Patients of people whom nobody knows; empty: its trigger
 *     event decides
 * @param acknowledging how it is answered
 * @param strict whether what would be read tolerantly, and noted, is refused instead
 * @param ignored trigger events that are acknowledged and change nothing, such as S14 or A08
 * @param addresses where its messages may come from; none: from anywhere
 * @param dialect where it has values and what its codes mean
 * @param phoneRegion ISO 3166 region of telephone numbers sent without a country; empty: they stay
 *     as sent
 */
public record SenderProfile(
    String application,
    String facility,
    ZoneId zone,
    boolean zoneNamed,
    String appointmentSystem,
    String patientSystem,
    Map<String, String> statusCodes,
    Map<String, String> codeSystems,
    Optional<String> phoneRegion,
    Optional<Boolean> merges,
    Optional<Boolean> newPatients,
    Acknowledging acknowledging,
    boolean strict,
    Set<String> ignored,
    List<AddressRange> addresses,
    Dialect dialect) {

  private static final Pattern UNFIT = Pattern.compile("[ \\x00-\\x20\"<>\\\\^`{|}]");

  /** Copies the maps. */
  public SenderProfile {
    statusCodes = Map.copyOf(statusCodes);
    codeSystems = Map.copyOf(codeSystems);
    ignored = Set.copyOf(ignored);
    addresses = List.copyOf(addresses);
  }

  /** What holds for a sender nobody configured. */
  public static SenderProfile defaults(String application, String facility, ZoneId zone) {
    String base = base(application, facility);
    return new SenderProfile(
        application,
        facility,
        zone,
        false,
        base + ":appointment",
        base + ":patient",
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Acknowledging.ORIGINAL,
        false,
        Set.of(),
        List.of(),
        Dialect.NONE);
  }

  /** The zone that the profile names: that of the places of this sender's visits. */
  public Optional<ZoneId> ownZone() {
    return zoneNamed ? Optional.of(zone) : Optional.empty();
  }

  /** Identifier system of locations, from AIL-3. */
  public String locationSystem() {
    return base(application, facility) + ":location";
  }

  /** Identifier system of practitioners, from AIP-3. */
  public String practitionerSystem() {
    return base(application, facility) + ":practitioner";
  }

  /** Identifier system of equipment, from AIG-3. */
  public String deviceSystem() {
    return base(application, facility) + ":device";
  }

  /** Identifier system of the schedules of places, people and equipment. */
  public String scheduleSystem() {
    return base(application, facility) + ":schedule";
  }

  /** Identifier system of the times that are blocked and opened, from SCH-2 or SCH-1. */
  public String slotSystem() {
    return base(application, facility) + ":slot";
  }

  /** System of codes that the sender has of its own in a table that is open to every site. */
  public String codeSystem(String table) {
    return base(application, facility) + ":" + table;
  }

  /** The sender in one word, such as {@code SCHED:NORTH}; it names systems, never persons. */
  public String name() {
    return application + ":" + facility;
  }

  /** Whether its messages may come from there. */
  public boolean mayComeFrom(InetAddress address) {
    return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.holds(address));
  }

  /** The configured status for an SCH-25 code; empty when nothing is configured. */
  public Optional<String> statusFor(String code) {
    return Optional.ofNullable(statusCodes.get(code.trim().toLowerCase(Locale.ROOT)));
  }

  private static String base(String application, String facility) {
    return "urn:rapport:ehr:" + encoded(application) + ":" + encoded(facility);
  }

  /**
   * A name such as {@code General Hospital}, as it can stand in a URI: there is no blank in one.
   */
  private static String encoded(String name) {
    return UNFIT
        .matcher(name)
        .replaceAll(
            found ->
                HexFormat.of()
                    .withUpperCase()
                    .withPrefix("%")
                    .formatHex(new byte[] {(byte) found.group().charAt(0)}));
  }

  /** The name that stands so in an identifier system. */
  public static String decoded(String encoded) {
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
