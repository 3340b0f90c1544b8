package org.rapport.routes.ehr.receiver;

import java.io.Reader;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.sender.ProfileEntry;
import org.rapport.routes.intake.sender.ProfileFile;
import org.rapport.routes.intake.sender.SenderProfiles;

/**
 * All receiver profiles: the list {@code receivers} of the file that has the senders'. Immutable.
 *
 * @see SenderProfiles
 */
public final class ReceiverProfiles {
  private static final Set<String> KEYS =
      Set.of(
          "application",
          "facility",
          "address",
          "tls",
          "own-application",
          "own-facility",
          "version",
          "zone",
          "offsets",
          "charset",
          "appointment-system",
          "patient-system",
          "assigning-authority",
          "events",
          "status-codes",
          "reason-codes",
          "leave-out",
          "acknowledgement",
          "answer-seconds",
          "segment-end",
          "new-visits");

  private static final Set<String> ALL_EVENTS = Set.of("S12", "S13", "S14", "S15", "S17", "S26");

  /** Statuses in which an EHR may be told of a visit. */
  private static final Set<String> STATUSES =
      Set.of(
          "proposed",
          "pending",
          "booked",
          "arrived",
          "checked-in",
          "fulfilled",
          "cancelled",
          "noshow",
          "entered-in-error",
          "waitlist");

  private static final Set<String> REASONS =
      Set.of(
          "confirmed",
          "declined",
          "reschedule-requested",
          "booked",
          "moved",
          "changed",
          "cancelled",
          "no-show",
          "deleted");

  /** Without them there is no message about a visit. */
  private static final Set<String> NEEDED = Set.of("MSH", "SCH");

  private static final Map<String, String> ENDS = Map.of("CR", "\r", "LF", "\n", "CRLF", "\r\n");

  private static final int LONGEST_ANSWER = 120;

  private final ZoneId clinicZone;
  private final List<ReceiverProfile> profiles;

  private ReceiverProfiles(ZoneId clinicZone, List<ReceiverProfile> profiles) {
    this.clinicZone = clinicZone;
    this.profiles = List.copyOf(profiles);
  }

  /**
   * Reads the file.
   *
   * @param file the value of {@code rapport.senders}; null or blank: every receiver has defaults
   * @param clinicZone zone of receivers without one
   * @throws IllegalArgumentException as {@link SenderProfiles#load}
   */
  public static ReceiverProfiles load(String file, ZoneId clinicZone) {
    if (file == null || file.isBlank()) {
      return new ReceiverProfiles(clinicZone, List.of());
    }
    return ProfileFile.load(file, read -> of(read, clinicZone));
  }

  /** Reads profiles from YAML text; see {@link #load}. */
  public static ReceiverProfiles read(Reader yaml, ZoneId clinicZone) {
    return of(ProfileFile.read(yaml), clinicZone);
  }

  private static ReceiverProfiles of(ProfileFile file, ZoneId clinicZone) {
    List<ReceiverProfile> profiles = new ArrayList<>();
    for (ProfileEntry entry : file.entries("receivers")) {
      ReceiverProfile profile = profile(entry, clinicZone);
      for (ReceiverProfile before : profiles) {
        if (before.application().equals(profile.application())
            && before.facility().equals(profile.facility())) {
          throw entry.wrong("repeats " + profile.application() + ":" + profile.facility());
        }
        if (before.newVisits() && profile.newVisits()) {
          throw entry.wrong("new-visits: another receiver has them already");
        }
      }
      profiles.add(profile);
    }
    return new ReceiverProfiles(clinicZone, profiles);
  }

  /** Those of the file, in its order. */
  public List<ReceiverProfile> all() {
    return profiles;
  }

  /**
   * Who is told of a visit: the receiver that knows it by a number of its own; else the one of the
   * EHR that it came from; of a visit that is ours alone the one with {@code new-visits}, or the
   * only one that there is.
   *
   * @param systems systems of the visit's identifiers
   * @param sender MSH-3 and MSH-4 of the EHR that it came from, as far as they can be told
   * @return empty where none of several is to have it
   */
  public Optional<ReceiverProfile> of(Set<String> systems, Optional<String[]> sender) {
    Optional<ReceiverProfile> knows =
        profiles.stream().filter(one -> systems.contains(one.appointmentSystem())).findFirst();
    if (knows.isPresent()) {
      return knows;
    }
    if (sender.isPresent()) {
      String[] names = sender.get();
      return profiles.stream()
          .filter(one -> one.application().equals(names[0]))
          .filter(one -> one.facility().isEmpty() || one.facility().equals(names[1]))
          .findFirst()
          .or(() -> Optional.of(ReceiverProfile.defaults(names[0], names[1], clinicZone)));
    }
    if (profiles.isEmpty()) {
      return Optional.of(ReceiverProfile.defaults("", "", clinicZone));
    }
    return profiles.stream()
        .filter(ReceiverProfile::newVisits)
        .findFirst()
        .or(() -> profiles.size() == 1 ? Optional.of(profiles.get(0)) : Optional.empty());
  }

  private static ReceiverProfile profile(ProfileEntry entry, ZoneId clinicZone) {
    entry.onlyKeys(KEYS);
    String application =
        entry.text("application").orElseThrow(() -> entry.wrong("needs 'application' (MSH-5)"));
    String facility = entry.text("facility").orElse("");
    ZoneId zone = entry.zone("zone").orElse(clinicZone);
    ReceiverProfile defaults = ReceiverProfile.defaults(application, facility, zone);
    Optional<String> address = entry.text("address");
    if (address.filter(one -> !one.matches("[^\\s:/?#]+:[1-9][0-9]{0,4}")).isPresent()) {
      throw entry.wrong("address: '" + address.get() + "' should be host:port");
    }
    String version = entry.text("version").orElse(defaults.version());
    if (!version.matches("2\\.[3-8](\\.[12])?")) {
      throw entry.wrong("version: '" + version + "' is none from 2.3 to 2.8");
    }
    Optional<String> charset = entry.text("charset");
    return new ReceiverProfile(
        application,
        facility,
        address,
        entry.flag("tls"),
        entry.text("own-application").orElse(defaults.ownApplication()),
        entry.text("own-facility").orElse(""),
        version,
        zone,
        entry.flag("offsets").orElse(true),
        charset.map(name -> charset(entry, name)).orElse(defaults.charset()),
        charset.orElse(defaults.charsetName()),
        entry.text("appointment-system").orElse(defaults.appointmentSystem()),
        entry.text("patient-system").orElse(defaults.patientSystem()),
        entry.text("assigning-authority").orElse(""),
        events(entry),
        words(entry, "status-codes", STATUSES, "no FHIR R4 appointment status"),
        words(entry, "reason-codes", REASONS, "nothing that a receiver is told"),
        leaveOut(entry),
        enhanced(entry),
        seconds(entry),
        end(entry),
        entry.flag("new-visits").orElse(false));
  }

  private static Charset charset(ProfileEntry entry, String name) {
    return Hl7Parser.charset(name)
        .filter(Charset::canEncode)
        .orElseThrow(() -> entry.wrong("charset: '" + name + "' is not known"));
  }

  private static Set<String> events(ProfileEntry entry) {
    if (!entry.fields().containsKey("events")) {
      return Set.copyOf(ReceiverProfile.EVENTS);
    }
    for (String event : entry.list("events")) {
      if (!ALL_EVENTS.contains(event)) {
        throw entry.wrong("events: '" + event + "' is none of S12, S13, S14, S15, S17 and S26");
      }
    }
    return Set.copyOf(entry.list("events"));
  }

  private static Map<String, String> words(
      ProfileEntry entry, String key, Set<String> known, String problem) {
    Map<String, String> words = entry.texts(key, name -> name);
    for (String name : words.keySet()) {
      if (!known.contains(name)) {
        throw entry.wrong(key + " of '" + name + "': it is " + problem);
      }
    }
    return Map.copyOf(words);
  }

  private static Set<String> leaveOut(ProfileEntry entry) {
    Set<String> names =
        entry.list("leave-out").stream()
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    for (String name : NEEDED) {
      if (names.contains(name)) {
        throw entry.wrong("leave-out: there is no message without " + name);
      }
    }
    return names;
  }

  private static boolean enhanced(ProfileEntry entry) {
    String mode = entry.text("acknowledgement").orElse("original");
    if (!mode.equals("original") && !mode.equals("enhanced")) {
      throw entry.wrong("acknowledgement must be original or enhanced");
    }
    return mode.equals("enhanced");
  }

  private static int seconds(ProfileEntry entry) {
    String seconds = entry.text("answer-seconds").orElse("" + ReceiverProfile.ANSWER_SECONDS);
    if (!seconds.matches("[1-9]\\d{0,2}") || Integer.parseInt(seconds) > LONGEST_ANSWER) {
      throw entry.wrong("answer-seconds must be from 1 to " + LONGEST_ANSWER);
    }
    return Integer.parseInt(seconds);
  }

  private static String end(ProfileEntry entry) {
    String name = entry.text("segment-end").orElse("CR");
    if (!ENDS.containsKey(name)) {
      throw entry.wrong("segment-end must be CR, LF or CRLF");
    }
    return ENDS.get(name);
  }
}
