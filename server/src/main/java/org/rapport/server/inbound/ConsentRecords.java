package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Profiles;
import org.rapport.server.consent.OutreachConsents;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.inbound.Preferences.Choice;
import org.rapport.server.link.Link;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.OutreachPurpose;

/**
 * Decisions that a patient made by link, as Consents, each with the Communication that is its
 * evidence: when, by which kind of link, and what for.
 */
final class ConsentRecords {
  /** Names of what is no choice of a purpose and a channel. */
  static final String PAUSE = "pause";

  static final String QUIET = "quiet";

  private final Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
  private final Instant now;

  private final Shown shown;

  ConsentRecords(Instant now, Shown shown) {
    this.now = now;
    this.shown = shown;
  }

  Bundle bundle() {
    return bundle;
  }

  /**
   * One purpose on one channel.
   *
   * @param cause tells this decision from others of the link's patient
   */
  void decide(Link link, Choice choice, boolean permit, String cause) {
    String key = cause + " " + now + " " + link.patient() + " " + choice.name();
    Consent consent = consent(link, key, permit, choice.name());
    consent
        .getProvision()
        .addPurpose(
            new Coding(OutreachPurpose.SYSTEM, choice.purpose().code(), choice.purpose().display()))
        .addCode(Concepts.of(choice.channel()));
    if (permit && choice.channel().code().equals(link.channel())) {
      // The link was in a message to that very address: who used it has shown that it is theirs.
      consent.addVerification().setVerified(true).setVerificationDate(Date.from(now));
    }
    write(
        link,
        consent,
        key,
        permit,
        (permit ? "Permitted: " : "Refused: ")
            + choice.purpose().display()
            + ", "
            + choice.channel().display());
  }

  /** Everything, on every channel, until then. */
  void pause(Link link, Instant until) {
    String key = "pause " + now + " " + link.patient();
    Consent consent = consent(link, key, false, PAUSE);
    consent.getProvision().getPeriod().setStart(Date.from(now)).setEnd(Date.from(until));
    write(link, consent, key, false, "Refused: everything until " + until);
  }

  /** Everything, in these hours of every day. */
  void quiet(Link link, OwnHours hours) {
    String key = "quiet " + hours + " " + now + " " + link.patient();
    Consent consent = consent(link, key, false, QUIET);
    consent.getCategory().clear();
    consent.addCategory(Concepts.of(ConsentCategory.QUIET_HOURS));
    consent.addExtension(QuietTimes.extension(hours));
    write(link, consent, key, false, "Refused: everything from " + hours);
  }

  private Consent consent(Link link, String key, boolean permit, String choice) {
    Consent consent =
        OutreachConsents.of(NameBasedId.of(key), link.patient(), ConsentState.ACTIVE, now);
    consent.addPerformer(InboundRecords.patient(link.patient()));
    consent
        .getProvision()
        .setType(permit ? ConsentProvisionType.PERMIT : ConsentProvisionType.DENY);
    consent.addExtension(shown.of(choice, link).extension());
    return consent;
  }

  private void write(Link link, Consent consent, String key, boolean permit, String words) {
    Communication evidence = new Communication();
    evidence.setId(NameBasedId.of("evidence " + key));
    evidence.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    evidence.setStatus(CommunicationStatus.COMPLETED);
    evidence.addCategory(
        Concepts.of(permit ? EngagementCategory.OPT_IN : EngagementCategory.OPT_OUT));
    Channel.fromCode(link.channel()).ifPresent(channel -> evidence.addMedium(Concepts.of(channel)));
    evidence.setSubject(InboundRecords.patient(link.patient()));
    evidence.setSender(InboundRecords.patient(link.patient()));
    evidence.setReceived(Date.from(now));
    evidence.addPayload().setContent(new StringType(words));
    evidence.addNote().setText("By link of kind " + link.purpose().name().toLowerCase(Locale.ROOT));
    put(bundle, evidence);
    consent.setSource(new Reference("Communication/" + evidence.getIdElement().getIdPart()));
    put(bundle, consent);
  }
}
