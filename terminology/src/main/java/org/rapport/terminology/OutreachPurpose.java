package org.rapport.terminology;

import java.util.Optional;

/**
 * Why a clinic writes to a patient; decides the consent a message needs, its hours and its caps.
 *
 * <p>Source: {@code CodeSystem-outreach-purpose.json}, which a test holds equal to this enum.
 */
public enum OutreachPurpose implements Coded {
  /**
   * The answer to something the patient did in the last few minutes, on the channel the patient
   * used.
   */
  ACKNOWLEDGEMENT("acknowledgement", "Acknowledgement"),
  /**
   * Confirms, prepares, reminds of, moves or cancels a visit that is booked. Rests on the
   * relationship unless the patient denied it.
   */
  APPOINTMENT("appointment", "Appointment"),
  /**
   * Belongs to care that is under way: instructions after a visit, results that are ready, the next
   * step of a treatment. Rests on the relationship unless the patient denied it.
   */
  CARE("care", "Care"),
  /** Asks how a visit or a service was. Needs an express opt-in. */
  SURVEY("survey", "Survey"),
  /**
   * Invites to a service of the clinic that would do the patient good, such as a screening that is
   * due. Needs an express opt-in.
   */
  OUTREACH("outreach", "Outreach"),
  /**
   * Promotes a product or a service. Needs an express opt-in, and a signed authorization where a
   * third party pays for it or the service is sensitive.
   */
  MARKETING("marketing", "Marketing"),
  /**
   * Asks for a public review. Needs an express opt-in; the same request goes to everybody, whatever
   * they think of the clinic.
   */
  REVIEW("review", "Review request");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/outreach-purpose";

  private final String code;
  private final String display;

  OutreachPurpose(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<OutreachPurpose> fromCode(String code) {
    return Coded.find(values(), code);
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String display() {
    return display;
  }

  @Override
  public String system() {
    return SYSTEM;
  }
}
