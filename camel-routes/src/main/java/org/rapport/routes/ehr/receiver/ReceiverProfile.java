package org.rapport.routes.ehr.receiver;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * How one receiver wants our messages.
 *
 * @param application MSH-5
 * @param facility MSH-6, or empty
 * @param address {@code host:port} of its listener; empty: that of {@code RAPPORT_EHR_MLLP}
 * @param tls whether it is told over TLS; empty: where {@code RAPPORT_EHR_MLLP_TLS} is set
 * @param ownApplication MSH-3
 * @param ownFacility MSH-4, or empty
 * @param version MSH-12
 * @param zone in which it is told times that carry no offset of their own
 * @param offsets whether its times say their offset
 * @param charset in which it is written to
 * @param charsetName MSH-18, or empty
 * @param appointmentSystem identifier system of the numbers that it knows visits by
 * @param patientSystem the same of patients
 * @param authority PID-3.4, or empty
 * @param events trigger events that it is told
 * @param statusCodes SCH-25 by appointment status; wins over table 0278
 * @param reasonCodes SCH-6 by what it is told; wins over that in capitals
 * @param leaveOut names of segments that it does not take
 * @param enhanced whether it acknowledges twice: CA, then AA
 * @param answerSeconds how long it is waited for
 * @param segmentEnd what ends a segment
 * @param newVisits whether it is told of visits that no EHR has a number for
 */
public record ReceiverProfile(
    String application,
    String facility,
    Optional<String> address,
    Optional<Boolean> tls,
    String ownApplication,
    String ownFacility,
    String version,
    ZoneId zone,
    boolean offsets,
    Charset charset,
    String charsetName,
    String appointmentSystem,
    String patientSystem,
    String authority,
    Set<String> events,
    Map<String, String> statusCodes,
    Map<String, String> reasonCodes,
    Set<String> leaveOut,
    boolean enhanced,
    int answerSeconds,
    String segmentEnd,
    boolean newVisits) {

  /** Who we are to a receiver that has no other name for us; also the namespace of our numbers. */
  public static final String OURS = "RAPPORT";

  /** What a receiver is told of if its profile does not say. */
  static final List<String> EVENTS = List.of("S12", "S13", "S14", "S15");

  static final int ANSWER_SECONDS = 20;

  /** What holds for a receiver nobody configured. */
  public static ReceiverProfile defaults(String application, String facility, ZoneId zone) {
    SenderProfile same = SenderProfile.defaults(application, facility, zone);
    return new ReceiverProfile(
        application,
        facility,
        Optional.empty(),
        Optional.empty(),
        OURS,
        "",
        "2.5.1",
        zone,
        true,
        StandardCharsets.UTF_8,
        "UNICODE UTF-8",
        same.appointmentSystem(),
        same.patientSystem(),
        "",
        Set.copyOf(EVENTS),
        Map.of(),
        Map.of(),
        Set.of(),
        false,
        ANSWER_SECONDS,
        "\r",
        true);
  }

  /** The receiver in one word, such as {@code CADENCE:MAIN}; {@code EHR} where it has no name. */
  public String name() {
    String name = application + ":" + facility;
    return name.equals(":") ? "EHR" : name;
  }
}
