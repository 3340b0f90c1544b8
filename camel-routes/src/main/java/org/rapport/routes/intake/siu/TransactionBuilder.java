package org.rapport.routes.intake.siu;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.codesystems.V3DataOperation;
import org.rapport.terminology.TaskCode;

/** Collects the entries of one transaction Bundle. */
public final class TransactionBuilder {

  static final String ER7 = "x-application/hl7-v2+er7";
  static final String AGENT_SYSTEM = "urn:rapport:ehr";

  private final String source;
  private final Binary raw;
  private final Instant now;
  private final Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);

  TransactionBuilder(SiuMapping.Request request, Instant now) {
    this(
        request.sender().name(),
        binary(NameBasedId.ofMessage(request.sender(), request.raw()), request.raw()),
        now);
  }

  /**
   * Begins.
   *
   * @param source who says what is written, as the Provenance names it
   * @param raw what was said, with its id
   */
  public TransactionBuilder(String source, Binary raw, Instant now) {
    this.source = source;
    this.raw = raw;
    this.now = now;
  }

  /** What was collected so far. */
  public Bundle bundle() {
    return bundle;
  }

  /** A relative reference without a version. */
  public static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  /**
   * Updates the stored version and no other, or creates under the resource's own id. Nothing is
   * added when nothing changed, so that messages about one patient do not get in each other's way.
   */
  public void put(Resource resource, Optional<? extends Resource> stored) {
    if (stored.isPresent() && stored.get().equalsDeep(resource)) {
      return;
    }
    BundleEntryComponent entry = put(resource);
    stored
        .map(s -> s.getMeta().getVersionId())
        .ifPresent(version -> entry.getRequest().setIfMatch("W/\"" + version + "\""));
  }

  /** Creates it unless the server has one with its identifier. */
  public void createOnce(SharedResource shared) {
    BundleEntryComponent entry = bundle.addEntry();
    entry.setFullUrl(shared.fullUrl()).setResource(shared.resource());
    entry
        .getRequest()
        .setMethod(HTTPVerb.POST)
        .setUrl(shared.resource().fhirType())
        .setIfNoneExist(shared.ifNoneExist());
  }

  /** A Task for a person about this visit; {@code codes} holds no patient data. */
  public void escalate(String reason, String codes, String visit, List<String> patients) {
    Task task = task(TaskCode.ESCALATION, codes, now).setFocus(new Reference(visit));
    patients.stream().findFirst().map(Reference::new).ifPresent(task::setFor);
    task.addInput(rawMessage(raw.getIdElement().getIdPart()));
    task.setId(NameBasedId.derived(reason, raw.getIdElement().getIdPart()));
    put(task);
  }

  /**
   * The raw message and where its effect is to be found.
   *
   * @param notes what a person should know of how it was read
   */
  public void keepRaw(List<String> targets, boolean update, List<String> notes) {
    String id = raw.getIdElement().getIdPart();
    put(raw);
    V3DataOperation operation = update ? V3DataOperation.UPDATE : V3DataOperation.CREATE;
    Provenance provenance = new Provenance();
    provenance.setId(NameBasedId.derived("provenance", id));
    targets.forEach(target -> provenance.addTarget(new Reference(target)));
    CodeableConcept activity =
        new CodeableConcept(new Coding(operation.getSystem(), operation.toCode(), null));
    if (!notes.isEmpty()) {
      activity.setText(String.join("; ", notes));
    }
    provenance.setRecorded(Date.from(now)).setActivity(activity);
    Reference sender = new Reference().setDisplay(source);
    sender.getIdentifier().setSystem(AGENT_SYSTEM).setValue(source);
    provenance.addAgent().setWho(sender);
    provenance
        .addEntity()
        .setRole(ProvenanceEntityRole.SOURCE)
        .setWhat(new Reference("Binary/" + id));
    put(provenance);
  }

  static Binary binary(String id, byte[] raw) {
    Binary binary = new Binary().setContentType(ER7);
    binary.setId(id);
    return binary.setData(raw);
  }

  static Task task(TaskCode code, String description, Instant now) {
    return new Task()
        .setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, code.code(), null)))
        .setDescription(description)
        .setAuthoredOn(Date.from(now));
  }

  static Task.ParameterComponent rawMessage(String binaryId) {
    Task.ParameterComponent input = new Task.ParameterComponent();
    input.setType(new CodeableConcept().setText("message"));
    return input.setValue(new Reference("Binary/" + binaryId));
  }

  static BundleEntryComponent put(Bundle bundle, Resource resource) {
    BundleEntryComponent entry = bundle.addEntry().setResource(resource);
    entry.getRequest().setMethod(HTTPVerb.PUT).setUrl(reference(resource));
    return entry;
  }

  private BundleEntryComponent put(Resource resource) {
    return put(bundle, resource);
  }
}
