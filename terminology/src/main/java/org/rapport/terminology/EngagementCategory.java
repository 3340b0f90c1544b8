package org.rapport.terminology;

import java.util.Optional;

/**
 * What passed between a patient and the clinic: the purposes of messages, and the kinds of what
 * came in.
 *
 * <p>Source: {@code CodeSystem-engagement-category.json}, which a test holds equal to this enum.
 */
public enum EngagementCategory implements Coded {
  /**
   * The answer to something the patient did in the last few minutes, on the channel the patient
   * used. The outreach purpose of the same code.
   */
  ACKNOWLEDGEMENT("acknowledgement", "Acknowledgement"),
  /**
   * Confirms, prepares, reminds of, moves or cancels a visit that is booked. The outreach purpose
   * of the same code.
   */
  APPOINTMENT("appointment", "Appointment"),
  /**
   * Belongs to care that is under way: instructions after a visit, results that are ready, the next
   * step of a treatment. The outreach purpose of the same code.
   */
  CARE("care", "Care"),
  /** Asks how a visit or a service was. The outreach purpose of the same code. */
  SURVEY("survey", "Survey"),
  /**
   * Invites to a service of the clinic that would do the patient good, such as a screening that is
   * due. The outreach purpose of the same code.
   */
  OUTREACH("outreach", "Outreach"),
  /** Promotes a product or a service. The outreach purpose of the same code. */
  MARKETING("marketing", "Marketing"),
  /** Asks for a public review. The outreach purpose of the same code. */
  REVIEW("review", "Review request"),
  /** The patient asked for something: a web form, a lead from a partner, an e-mail. */
  INQUIRY("inquiry", "Inquiry"),
  /** A telephone call in which somebody spoke with the patient. */
  CALL("call", "Call"),
  /** A call from the patient that nobody answered, or that ended before somebody could. */
  MISSED_CALL("missed-call", "Missed call"),
  /** The patient downloaded a document of the clinic. */
  DOWNLOAD("download", "Download"),
  /** A patient who is known to the clinic looked at one of its pages. */
  PAGE_VIEW("page-view", "Page view"),
  /** The patient followed a link in a message. */
  CLICK("click", "Click"),
  /** The patient answered a message, and the answer is no opt-out. */
  REPLY("reply", "Reply"),
  /**
   * The patient asked not to be contacted: a stop word, an unsubscribe, a complaint, or in words.
   */
  OPT_OUT("opt-out", "Opt-out"),
  /** The patient agreed to be contacted, or asked for it again. */
  OPT_IN("opt-in", "Opt-in");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/engagement-category";

  private final String code;
  private final String display;

  EngagementCategory(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<EngagementCategory> fromCode(String code) {
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
