package org.rapport.profiles;

/** Canonical URLs, without version, of the shipped measures. */
public final class Measures {

  /** Time to acknowledgement. */
  public static final String TIME_TO_ACKNOWLEDGEMENT =
      Canonicals.BASE + "/Measure/time-to-acknowledgement";

  /** Time to first response. */
  public static final String TIME_TO_FIRST_RESPONSE =
      Canonicals.BASE + "/Measure/time-to-first-response";

  /** Inquiries that became visits. */
  public static final String INQUIRY_TO_BOOKED = Canonicals.BASE + "/Measure/inquiry-to-booked";

  /** Days from inquiry to visit. */
  public static final String DAYS_TO_VISIT = Canonicals.BASE + "/Measure/days-to-visit";

  /** Missed visits. */
  public static final String NO_SHOW_RATE = Canonicals.BASE + "/Measure/no-show-rate";

  /** Calls that nobody took. */
  public static final String CALL_ABANDONMENT = Canonicals.BASE + "/Measure/call-abandonment";

  /** Satisfaction after a visit. */
  public static final String SATISFACTION = Canonicals.BASE + "/Measure/satisfaction";

  /** Stuck inquiries. */
  public static final String STUCK_LEADS = Canonicals.BASE + "/Measure/stuck-leads";

  /** Overrides by staff. */
  public static final String STAFF_OVERRIDES = Canonicals.BASE + "/Measure/staff-overrides";

  /** Steps that did not go out. */
  public static final String STEP_DROP_OFF = Canonicals.BASE + "/Measure/step-drop-off";

  /** Opt-outs. */
  public static final String OPT_OUT_RATE = Canonicals.BASE + "/Measure/opt-out-rate";

  /** Deliveries. */
  public static final String DELIVERY_RATE = Canonicals.BASE + "/Measure/delivery-rate";

  private Measures() {}
}
