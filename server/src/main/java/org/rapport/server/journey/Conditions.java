package org.rapport.server.journey;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.fhirpath.BaseHostServices;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.ExpressionNode.CollectionStatus;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.fhirpath.TypeDetails;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.utilities.fhirpath.FHIRPathConstantEvaluationMode;

/**
 * Conditions of journeys in FHIRPath, by HAPI's engine. What fails, or answers anything but true,
 * is false: the side on which nobody is written to. Parsed once; thread-safe.
 */
public final class Conditions {
  /** The person the journey is for. */
  public static final String PATIENT = "patient";

  /** What the journey is about. */
  public static final String FOCUS = "focus";

  /** Codes that say what it is and how far: of a Task its code, business status and reason. */
  public static final String CODES = "codes";

  /** The CarePlan. */
  public static final String ENROLMENT = "enrolment";

  /** The patient's Appointments. */
  public static final String APPOINTMENTS = "appointments";

  /** What the patient answered since coming on the journey: Communications. */
  public static final String REPLIES = "replies";

  /** What went out to the patient lately: Communications with their category and sent. */
  public static final String MESSAGES = "messages";

  /** Codes of the purposes that the patient opted out of. */
  public static final String REFUSED = "refused";

  /** Whether the patient, the visit, its place or its service is labelled as sensitive. */
  public static final String SENSITIVE = "sensitive";

  /** The instant of planning, or of sending. */
  public static final String NOW = "now";

  /** The name of the enrolment's variant in an experiment. */
  public static final String VARIANT = "variant";

  /** Every constant that a condition may read. */
  public static final Set<String> CONSTANTS =
      Set.of(
          PATIENT,
          FOCUS,
          CODES,
          ENROLMENT,
          APPOINTMENTS,
          REPLIES,
          MESSAGES,
          REFUSED,
          SENSITIVE,
          NOW,
          VARIANT);

  private static final Set<String> MANY = Set.of(CODES, APPOINTMENTS, REPLIES, MESSAGES, REFUSED);

  private static final Pattern CONSTANT = Pattern.compile("%`?([A-Za-z][A-Za-z0-9_-]*)`?");
  private static final Map<String, ExpressionNode> PARSED = new ConcurrentHashMap<>();
  private static final int REMEMBERED = 2000;

  private Conditions() {}

  // Reading R4's definitions takes seconds: only once somebody writes a condition.
  private static final class Engine {
    private static final FHIRPathEngine INSTANCE = create();

    private static FHIRPathEngine create() {
      FhirContext context = FhirContext.forR4Cached();
      HapiWorkerContext worker =
          new HapiWorkerContext(context, new DefaultProfileValidationSupport(context));
      FHIRPathEngine engine = new FHIRPathEngine(worker);
      engine.setHostServices(new Constants(worker));
      return engine;
    }
  }

  /** The moment at which a condition is asked, and what it may read. */
  private record Scene(Evidence evidence, Instant now, String variant) {}

  /** The types that the constants have when an expression is checked rather than evaluated. */
  private record Types(String focusType) {}

  /**
   * Parses an expression.
   *
   * @throws IllegalArgumentException when it is no FHIRPath
   */
  static ExpressionNode parse(String expression) {
    ExpressionNode known = PARSED.get(expression);
    if (known != null) {
      return known;
    }
    ExpressionNode node;
    try {
      node = Engine.INSTANCE.parse(expression);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("is no FHIRPath: " + e.getMessage(), e);
    }
    if (PARSED.size() < REMEMBERED) {
      PARSED.put(expression, node);
    }
    return node;
  }

  /** The constants that an expression reads, without the percent sign. */
  public static Set<String> constants(String expression) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = CONSTANT.matcher(expression);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /**
   * Whether a condition holds.
   *
   * @param flags is told of an expression that failed, by its text
   */
  static boolean holds(
      String expression, Evidence evidence, Instant now, String variant, Set<String> flags) {
    try {
      List<Base> result =
          Engine.INSTANCE.evaluate(
              new Scene(evidence, now, variant), null, null, null, parse(expression));
      return result.size() == 1
          && result.get(0) instanceof BooleanType value
          && Boolean.TRUE.equals(value.getValue());
    } catch (RuntimeException e) {
      flags.add("A condition could not be evaluated: " + expression);
      return false;
    }
  }

  /**
   * Whether an expression parses and reads only what there is.
   *
   * @param focusType the resource type of the focus
   * @throws IllegalArgumentException saying what is wrong
   */
  public static void check(String expression, String focusType) {
    ExpressionNode node = parse(expression);
    Set<String> unknown = constants(expression);
    unknown.removeAll(CONSTANTS);
    unknown.removeAll(Set.of("resource", "context", "ucum", "sct", "loinc"));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("reads %" + unknown.iterator().next() + ", which is not");
    }
    try {
      Engine.INSTANCE.check(new Types(focusType), "Patient", "Patient", "Patient", node);
    } catch (Exception e) {
      throw new IllegalArgumentException("reads what is not there: " + e.getMessage(), e);
    }
  }

  private static final class Constants extends BaseHostServices {
    Constants(HapiWorkerContext worker) {
      super(worker);
    }

    @Override
    public List<Base> resolveConstant(
        FHIRPathEngine engine, Object scene, String name, FHIRPathConstantEvaluationMode mode) {
      if (!(scene instanceof Scene asked)) {
        return List.of();
      }
      return switch (bare(name)) {
        case NOW ->
            List.of(
                new DateTimeType(
                    Date.from(asked.now()),
                    TemporalPrecisionEnum.MILLI,
                    TimeZone.getTimeZone("UTC")));
        case VARIANT ->
            asked.variant() == null ? List.of() : List.of(new StringType(asked.variant()));
        default -> List.copyOf(asked.evidence().of(bare(name)));
      };
    }

    @Override
    public TypeDetails resolveConstantType(
        FHIRPathEngine engine, Object types, String name, FHIRPathConstantEvaluationMode mode) {
      String type =
          switch (bare(name)) {
            case PATIENT -> "Patient";
            case FOCUS -> types instanceof Types known ? known.focusType() : "Resource";
            case ENROLMENT -> "CarePlan";
            case APPOINTMENTS -> "Appointment";
            case REPLIES, MESSAGES -> "Communication";
            case SENSITIVE -> "boolean";
            case NOW -> "dateTime";
            case VARIANT, REFUSED, CODES -> "string";
            default -> null;
          };
      return type == null
          ? null
          : new TypeDetails(
              MANY.contains(bare(name)) ? CollectionStatus.UNORDERED : CollectionStatus.SINGLETON,
              type);
    }

    private static String bare(String name) {
      return name.startsWith("%") ? name.substring(1) : name;
    }

    @Override
    public boolean log(String argument, List<Base> focus) {
      return true;
    }

    @Override
    public Base resolveReference(FHIRPathEngine engine, Object scene, String url, Base from) {
      return null;
    }

    @Override
    public boolean conformsToProfile(FHIRPathEngine engine, Object scene, Base item, String url) {
      return false;
    }

    @Override
    public ValueSet resolveValueSet(FHIRPathEngine engine, Object scene, String url) {
      return null;
    }

    @Override
    public boolean paramIsType(String name, int index) {
      return false;
    }
  }
}
