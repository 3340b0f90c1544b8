package org.rapport.routes.intake.sender;

import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rapport.routes.intake.dialect.Dialect;

/**
 * All sender profiles, read once from the file named by the setting {@code RAPPORT_SENDERS}; the
 * format is in {@code docs/hl7-senders.md}. Immutable.
 */
public final class SenderProfiles {

  /** The setting that names the file. */
  public static final String SETTING = "RAPPORT_SENDERS";

  private static final Set<String> KEYS =
      Set.of(
          "application",
          "facility",
          "zone",
          "appointment-system",
          "patient-system",
          "status-codes",
          "code-systems",
          "phone-region",
          "merges",
          "new-patients",
          "acknowledgement",
          "ignore",
          "strict",
          SenderDialect.TAKEN_FROM,
          SenderDialect.CODE_MAPS,
          "addresses");

  private record Key(String application, String facility) {}

  private final ZoneId clinicZone;
  private final Map<Key, SenderProfile> profiles;

  private SenderProfiles(ZoneId clinicZone, Map<Key, SenderProfile> profiles) {
    this.clinicZone = clinicZone;
    this.profiles = Map.copyOf(profiles);
  }

  /** Those of the file, by name. */
  public List<SenderProfile> all() {
    return profiles.values().stream().sorted(Comparator.comparing(SenderProfile::name)).toList();
  }

  /** Defaults for every sender, with the clinic's zone. */
  public static SenderProfiles defaults(ZoneId clinicZone) {
    return new SenderProfiles(clinicZone, Map.of());
  }

  /**
   * Reads the file.
   *
   * @param file the value of {@code rapport.senders}; null or blank means defaults for all senders
   * @param clinicZone zone of senders without one
   * @throws IllegalArgumentException with one line that names the setting, when the file cannot be
   *     read, has an unknown key or a value that is not what its key asks for
   */
  public static SenderProfiles load(String file, ZoneId clinicZone) {
    if (file == null || file.isBlank()) {
      return defaults(clinicZone);
    }
    return ProfileFile.load(file, top -> of(top, clinicZone));
  }

  /** Reads profiles from YAML text; see {@link #load}. */
  public static SenderProfiles read(Reader yaml, ZoneId clinicZone) {
    return of(ProfileFile.read(yaml), clinicZone);
  }

  private static SenderProfiles of(ProfileFile file, ZoneId clinicZone) {
    Map<Key, SenderProfile> profiles = new HashMap<>();
    for (ProfileEntry entry : file.entries("senders")) {
      SenderProfile profile = profile(entry, clinicZone, file.folder());
      if (profiles.put(key(profile.application(), profile.facility()), profile) != null) {
        throw entry.wrong("repeats " + profile.name());
      }
    }
    return new SenderProfiles(clinicZone, profiles);
  }

  /**
   * The profile of a sender: the one for MSH-3 and MSH-4, else the one for MSH-3 alone, else
   * defaults. The profile carries the facility of the message, so identifier systems differ by
   * facility unless configured.
   */
  public SenderProfile of(String application, String facility) {
    SenderProfile exact = profiles.get(key(application, facility));
    if (exact != null) {
      return exact;
    }
    SenderProfile wide = profiles.get(key(application, ""));
    SenderProfile own = SenderProfile.defaults(application, facility, clinicZone);
    if (wide == null) {
      return own;
    }
    SenderProfile wideDefaults = SenderProfile.defaults(application, "", clinicZone);
    return new SenderProfile(
        application,
        facility,
        wide.zone(),
        wide.zoneNamed(),
        wide.appointmentSystem().equals(wideDefaults.appointmentSystem())
            ? own.appointmentSystem()
            : wide.appointmentSystem(),
        wide.patientSystem().equals(wideDefaults.patientSystem())
            ? own.patientSystem()
            : wide.patientSystem(),
        wide.statusCodes(),
        wide.codeSystems(),
        wide.phoneRegion(),
        wide.merges(),
        wide.newPatients(),
        wide.acknowledging(),
        wide.strict(),
        wide.ignored(),
        wide.addresses(),
        wide.dialect());
  }

  /** Whether a profile names the address as one that its sender may come from. */
  public boolean names(InetAddress address) {
    return profiles.values().stream()
        .flatMap(profile -> profile.addresses().stream())
        .anyMatch(range -> range.holds(address));
  }

  private static SenderProfile profile(ProfileEntry entry, ZoneId clinicZone, Path folder) {
    entry.onlyKeys(KEYS);
    String application =
        entry.text("application").orElseThrow(() -> entry.wrong("needs 'application' (MSH-3)"));
    String facility = entry.text("facility").orElse("");
    Optional<ZoneId> own = entry.zone("zone");
    ZoneId zone = own.orElse(clinicZone);
    SenderProfile defaults = SenderProfile.defaults(application, facility, zone);
    Map<String, String> statuses = entry.texts("status-codes", SenderProfiles::lower);
    statuses.forEach(
        (code, status) -> {
          if (!Dialect.STATUSES.contains(status)) {
            throw entry.wrong(
                "status-codes of '"
                    + code
                    + "': '"
                    + status
                    + "' is no FHIR R4 appointment status");
          }
        });
    Optional<String> region = entry.text("phone-region");
    region.ifPresent(
        r -> {
          if (!Set.of(Locale.getISOCountries()).contains(r)) {
            throw entry.wrong("phone-region: '" + r + "' is no ISO 3166 country code");
          }
        });
    Map<String, String> systems =
        entry.texts("code-systems", name -> name.toUpperCase(Locale.ROOT));
    return new SenderProfile(
        application,
        facility,
        zone,
        own.isPresent(),
        system(entry, "appointment-system").orElse(defaults.appointmentSystem()),
        system(entry, "patient-system").orElse(defaults.patientSystem()),
        statuses,
        systems,
        region,
        entry.flag("merges"),
        entry.flag("new-patients"),
        acknowledging(entry),
        entry.flag("strict").orElse(false),
        ignored(entry),
        addresses(entry),
        SenderDialect.of(entry, folder, systems));
  }

  private static Optional<String> system(ProfileEntry entry, String key) {
    Optional<String> uri = entry.text(key);
    if (uri.filter(one -> one.matches(".*\\s.*")).isPresent()) {
      throw entry.wrong(key + " must be a URI, which has no blanks");
    }
    return uri;
  }

  private static Acknowledging acknowledging(ProfileEntry entry) {
    String mode = entry.text("acknowledgement").orElse("original");
    return Stream.of(Acknowledging.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(mode))
        .findFirst()
        .orElseThrow(() -> entry.wrong("acknowledgement must be original, commit or enhanced"));
  }

  private static Set<String> ignored(ProfileEntry entry) {
    for (String event : entry.list("ignore")) {
      if (!event.matches("[A-Z]\\d{2}")) {
        throw entry.wrong("ignore: '" + event + "' is no trigger event such as S14");
      }
    }
    return Set.copyOf(entry.list("ignore"));
  }

  private static List<AddressRange> addresses(ProfileEntry entry) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String one : entry.list("addresses")) {
      try {
        ranges.add(AddressRange.of(one));
      } catch (IllegalArgumentException noRange) {
        throw entry.wrong("addresses: '" + one + "' is no address or range such as 10.20.0.0/16");
      }
    }
    return ranges;
  }

  private static Key key(String application, String facility) {
    return new Key(application.trim(), facility.trim());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
