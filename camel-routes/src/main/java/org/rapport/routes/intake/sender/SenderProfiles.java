package org.rapport.routes.intake.sender;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.routes.start.YamlLines;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

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
          "addresses");

  /** R4 appointment statuses a sender's own code may be mapped to. */
  private static final Set<String> STATUSES =
      Set.of(
          "pending",
          "booked",
          "arrived",
          "fulfilled",
          "cancelled",
          "noshow",
          "entered-in-error",
          "checked-in",
          "waitlist");

  private static final Pattern PLACE =
      Pattern.compile("senders\\[(\\d+)](?: has an unknown key '(.+)'| ([a-z-]+)\\b)?");

  private static final Pattern VALUE = Pattern.compile(" of '(.+)': '");

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
    String yaml;
    try {
      yaml = Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw invalid("must name a readable YAML file, but " + file + " is not");
    }
    try {
      return read(new StringReader(yaml), clinicZone);
    } catch (IllegalArgumentException wrong) {
      throw invalid(
          file
              + ":"
              + line(yaml, wrong.getMessage())
              + ": "
              + wrong.getMessage().replaceFirst("^" + SETTING + ": ", ""));
    }
  }

  // The words of a mistake begin with its place: senders[1] zone, senders[0] status-codes.
  private static int line(String yaml, String words) {
    Matcher place = PLACE.matcher(words);
    if (!place.find()) {
      return YamlLines.of(yaml, List.of());
    }
    List<Object> path = new ArrayList<>(List.of("senders", Integer.valueOf(place.group(1))));
    if (place.group(2) != null) {
      path.add(place.group(2));
    } else if (place.group(3) != null) {
      path.add(place.group(3));
    }
    Matcher value = VALUE.matcher(words);
    if (value.find()) {
      path.add(value.group(1));
    }
    return YamlLines.of(yaml, path);
  }

  /** Reads profiles from YAML text; see {@link #load}. */
  public static SenderProfiles read(Reader yaml, ZoneId clinicZone) {
    Object root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    } catch (YAMLException malformed) {
      throw invalid("must be YAML: " + YamlLines.problem(malformed));
    }
    Map<String, Object> top = map(root, "the file");
    onlyKeys(top, Set.of("senders"), "the file");
    if (!(top.get("senders") instanceof List<?> senders)) {
      throw invalid("must have a list 'senders'");
    }
    Map<Key, SenderProfile> profiles = new HashMap<>();
    for (int i = 0; i < senders.size(); i++) {
      SenderProfile profile = profile(map(senders.get(i), place(i)), place(i), clinicZone);
      if (profiles.put(key(profile.application(), profile.facility()), profile) != null) {
        throw invalid(place(i) + " repeats " + profile.name());
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
        wide.addresses());
  }

  /** Whether a profile names the address as one that its sender may come from. */
  public boolean names(InetAddress address) {
    return profiles.values().stream()
        .flatMap(profile -> profile.addresses().stream())
        .anyMatch(range -> range.holds(address));
  }

  private static SenderProfile profile(Map<String, Object> entry, String place, ZoneId clinicZone) {
    onlyKeys(entry, KEYS, place);
    String application =
        text(entry, "application", place)
            .orElseThrow(() -> invalid(place + " needs 'application' (MSH-3)"));
    String facility = text(entry, "facility", place).orElse("");
    Optional<ZoneId> own = text(entry, "zone", place).map(z -> zone(z, place));
    ZoneId zone = own.orElse(clinicZone);
    SenderProfile defaults = SenderProfile.defaults(application, facility, zone);
    Map<String, String> statuses = texts(entry, "status-codes", place, SenderProfiles::lower);
    statuses.forEach(
        (code, status) -> {
          if (!STATUSES.contains(status)) {
            throw invalid(
                place
                    + " status-codes of '"
                    + code
                    + "': '"
                    + status
                    + "' is no FHIR R4 appointment status");
          }
        });
    Optional<String> region = text(entry, "phone-region", place);
    region.ifPresent(
        r -> {
          if (!Set.of(Locale.getISOCountries()).contains(r)) {
            throw invalid(place + " phone-region: '" + r + "' is no ISO 3166 country code");
          }
        });
    return new SenderProfile(
        application,
        facility,
        zone,
        own.isPresent(),
        text(entry, "appointment-system", place).orElse(defaults.appointmentSystem()),
        text(entry, "patient-system", place).orElse(defaults.patientSystem()),
        statuses,
        texts(entry, "code-systems", place, name -> name.toUpperCase(Locale.ROOT)),
        region,
        flag(entry, "merges", place),
        flag(entry, "new-patients", place),
        addresses(entry, place));
  }

  private static Optional<Boolean> flag(Map<String, Object> entry, String key, String place) {
    Object value = entry.get(key);
    if (value != null && !(value instanceof Boolean)) {
      throw invalid(place + " " + key + " must be true or false");
    }
    return Optional.ofNullable((Boolean) value);
  }

  private static List<AddressRange> addresses(Map<String, Object> entry, String place) {
    Object value = entry.get("addresses");
    if (value == null) {
      return List.of();
    }
    List<?> listed = value instanceof List<?> list ? list : List.of(value);
    List<AddressRange> ranges = new ArrayList<>();
    for (Object one : listed) {
      try {
        ranges.add(AddressRange.of(String.valueOf(one)));
      } catch (IllegalArgumentException noRange) {
        throw invalid(
            place + " addresses: '" + one + "' is no address or range such as 10.20.0.0/16");
      }
    }
    return ranges;
  }

  private static ZoneId zone(String name, String place) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw invalid(place + " zone: '" + name + "' is no time zone such as America/Chicago");
    }
  }

  private static Optional<String> text(Map<String, Object> entry, String key, String place) {
    Object value = entry.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map || value instanceof List || value.toString().isBlank()) {
      throw invalid(place + " " + key + " must be text");
    }
    return Optional.of(value.toString().trim());
  }

  private static Map<String, String> texts(
      Map<String, Object> entry, String key, String place, UnaryOperator<String> normalize) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (entry.get(key) != null) {
      Map<String, Object> nested = map(entry.get(key), place + " " + key);
      for (String name : nested.keySet()) {
        texts.put(
            normalize.apply(name.trim()),
            text(nested, name, place + " " + key)
                .orElseThrow(() -> invalid(place + " " + key + " " + name + " must be text")));
      }
    }
    return texts;
  }

  private static Map<String, Object> map(Object value, String place) {
    if (!(value instanceof Map<?, ?> raw)) {
      throw invalid(place + " must be a map of keys and values");
    }
    Map<String, Object> map = new LinkedHashMap<>();
    raw.forEach((key, v) -> map.put(String.valueOf(key), v));
    return map;
  }

  private static void onlyKeys(Map<String, Object> map, Set<String> allowed, String place) {
    for (String key : map.keySet()) {
      if (!allowed.contains(key)) {
        throw invalid(place + " has an unknown key '" + key + "'");
      }
    }
  }

  private static Key key(String application, String facility) {
    return new Key(application.trim(), facility.trim());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String place(int index) {
    return "senders[" + index + "]";
  }

  private static IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException(SETTING + ": " + problem);
  }
}
