package org.rapport.server.apply;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import jakarta.servlet.http.HttpServletRequest;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.apply.OverrideEnrolment.Act;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.terminology.OverrideAction;
import org.rapport.terminology.OverrideReason;
import org.springframework.stereotype.Component;

/**
 * What staff do to one person's enrolment: {@code $pause}, {@code $resume}, {@code $stop}, {@code
 * $skip-step}, {@code $send-now} on a CarePlan. Each asks for a coded reason, and answers the
 * enrolment as it then stands.
 */
@Component
public class OverrideOperations implements FhirOperations {
  private final OverrideEnrolment overrides;

  OverrideOperations(OverrideEnrolment overrides) {
    this.overrides = overrides;
  }

  /** Nothing of the enrolment goes out until it is resumed. */
  @Operation(name = "$pause", type = CarePlan.class, idempotent = false)
  public CarePlan pause(
      @IdParam IdType id,
      @OperationParam(name = "reason", min = 1) StringType reason,
      @OperationParam(name = "note") StringType note,
      HttpServletRequest request) {
    return run(OverrideAction.PAUSE, id, reason, note, null, request);
  }

  /** What is still of use goes out again. */
  @Operation(name = "$resume", type = CarePlan.class, idempotent = false)
  public CarePlan resume(
      @IdParam IdType id,
      @OperationParam(name = "reason", min = 1) StringType reason,
      @OperationParam(name = "note") StringType note,
      HttpServletRequest request) {
    return run(OverrideAction.RESUME, id, reason, note, null, request);
  }

  /** Ends the enrolment for good. */
  @Operation(name = "$stop", type = CarePlan.class, idempotent = false)
  public CarePlan stop(
      @IdParam IdType id,
      @OperationParam(name = "reason", min = 1) StringType reason,
      @OperationParam(name = "note") StringType note,
      HttpServletRequest request) {
    return run(OverrideAction.STOP, id, reason, note, null, request);
  }

  /** Leaves one step out. */
  @Operation(name = "$skip-step", type = CarePlan.class, idempotent = false)
  public CarePlan skipStep(
      @IdParam IdType id,
      @OperationParam(name = "step", min = 1) StringType step,
      @OperationParam(name = "reason", min = 1) StringType reason,
      @OperationParam(name = "note") StringType note,
      HttpServletRequest request) {
    return run(OverrideAction.SKIP_STEP, id, reason, note, required(step), request);
  }

  /** Makes one step due at once. It passes the gate as ever. */
  @Operation(name = "$send-now", type = CarePlan.class, idempotent = false)
  public CarePlan sendNow(
      @IdParam IdType id,
      @OperationParam(name = "step", min = 1) StringType step,
      @OperationParam(name = "reason", min = 1) StringType reason,
      @OperationParam(name = "note") StringType note,
      HttpServletRequest request) {
    return run(OverrideAction.SEND_NOW, id, reason, note, required(step), request);
  }

  private CarePlan run(
      OverrideAction action,
      IdType id,
      StringType reason,
      StringType note,
      String step,
      HttpServletRequest request) {
    OverrideReason coded =
        OverrideReason.fromCode(reason == null ? null : reason.getValue())
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "reason should be a code of " + OverrideReason.SYSTEM));
    String by =
        request == null || request.getUserPrincipal() == null
            ? null
            : request.getUserPrincipal().getName();
    return overrides.run(
        id.getIdPart(), new Act(action, coded, step, by, note == null ? null : note.getValue()));
  }

  private static String required(StringType step) {
    if (step == null || !step.hasValue()) {
      throw new InvalidRequestException("step should be the id of an action of the journey");
    }
    return step.getValue();
  }
}
