package org.rapport.server.lead;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.identity.Traits;
import org.rapport.terminology.Channel;

/**
 * Somebody asks for a visit. Made by {@link ReadInquiry}, so that everything in it is in order.
 *
 * @param answers cleaned text by linkId; attribution and the honeypot are not among them
 * @param phone E.164, or null
 * @param mobile whether the number may take a text
 * @param email or null
 */
public record Inquiry(
    Origin origin,
    Map<String, String> answers,
    String phone,
    boolean mobile,
    String email,
    Attribution attribution) {
  static final String GIVEN = "given";
  static final String FAMILY = "family";
  static final String PHONE = "phone";
  static final String EMAIL = "email";
  static final String LANGUAGE = "language";
  static final String SERVICE = "service";
  static final String LOCATION = "location";
  static final String POSTAL_CODE = "postal-code";
  static final String INSURANCE = "insurance";
  static final String URGENCY = "urgency";
  static final String MESSAGE = "message";
  static final String CONSENT_SMS = "consent-sms";
  static final String CONSENT_EMAIL = "consent-email";

  /** Questions whose tick permits messages. */
  public static final Set<String> PERMISSIONS = Set.of(CONSENT_SMS, CONSENT_EMAIL);

  /** The answer to a question, or null. */
  public String answer(String linkId) {
    return answers.get(linkId);
  }

  /** Whether a permission was given. */
  boolean permits(String linkId) {
    return "true".equals(answers.get(linkId));
  }

  /** The language to answer in: theirs, else that of the page; may be null. */
  String language() {
    return answers.getOrDefault(LANGUAGE, origin.language());
  }

  /** The addresses that were given, as a Patient has them. */
  List<ContactPoint> telecom() {
    List<ContactPoint> telecom = new ArrayList<>();
    if (phone != null) {
      ContactPoint number = new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue(phone);
      telecom.add(mobile ? number.setUse(ContactPointUse.MOBILE) : number);
    }
    if (email != null) {
      telecom.add(new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(email));
    }
    return telecom;
  }

  /** What identity is told by. */
  Traits traits() {
    return new Traits(answer(GIVEN), answer(FAMILY), null, telecom(), List.of());
  }

  /** Where an answer goes at once. */
  Optional<Route> route() {
    if (phone != null && mobile) {
      return Optional.of(new Route(Channel.SMS, phone));
    }
    return Optional.ofNullable(email).map(address -> new Route(Channel.EMAIL, address));
  }

  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "Inquiry[" + origin.by() + "]";
  }
}
