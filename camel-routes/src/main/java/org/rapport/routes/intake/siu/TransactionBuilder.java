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
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.terminology.TaskCode;

/** Collects the entries of one transaction Bundle. */
public final class TransactionBuilder {

  static final String ER7 = "x-application/hl7-v2+er7";
  static final String AGENT_SYSTEM = "urn:rapport:ehr";

  private static final String TRIGGER_EVENTS = "http://terminology.hl7.org/CodeSystem/v2-0003";

  private final String source;
  private final Binary raw;
  private final Instant now;
  private final Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);

  /**
   * Begins.
   *
   * @param raw the message that the transaction applies, as it came
   */
  TransactionBuilder(byte[] raw, SenderProfile sender, Instant now) {
    this(sender.name(), binary(NameBasedId.ofMessage(sender, raw), raw), now);
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
    task.addInput(rawMessage(id()));
    task.setId(NameBasedId.derived(reason, id()));
    put(task);
  }

  /** A Task for a person: whose this Patient is; {@code words} hold no patient data. */
  void askWho(String reason, String words, String patient) {
    Task task = task(TaskCode.RESOLVE_IDENTITY, words, now).setFocus(new Reference(patient));
    task.setFor(new Reference(patient)).addInput(rawMessage(id()));
    task.setId(NameBasedId.derived(reason, id()));
    put(task);
  }

  /**
   * The raw message and where its effect is to be found.
   *
   * @param notes what a person should know of how it was read
   */
  public void keepRaw(List<String> targets, boolean update, List<String> notes) {
    V3DataOperation operation = update ? V3DataOperation.UPDATE : V3DataOperation.CREATE;
    keep(targets, new Coding(operation.getSystem(), operation.toCode(), null), notes);
  }

  /**
   * The raw message that is about no record that there is. It names who it is about by their
   * numbers, so that an erasure finds it should they become somebody's.
   *
   * @param event code of table HL70003
   */
  void keepAlone(String event, List<PatientKey> about, List<String> notes) {
    Provenance provenance =
        keep(List.of("Binary/" + id()), new Coding(TRIGGER_EVENTS, event, null), notes);
    about.forEach(
        key ->
            provenance.addTarget().getIdentifier().setSystem(key.system()).setValue(key.value()));
  }

  private Provenance keep(List<String> targets, Coding what, List<String> notes) {
    String id = id();
    put(raw);
    Provenance provenance = new Provenance();
    provenance.setId(NameBasedId.derived("provenance", id));
    targets.forEach(target -> provenance.addTarget(new Reference(target)));
    CodeableConcept activity = new CodeableConcept(what);
    if (!notes.isEmpty()) {
      activity.setText(String.join("; ", notes));
    }
    provenance.setRecorded(Date.from(now)).setActivity(activity);
    Reference who = new Reference().setDisplay(source);
    who.getIdentifier().setSystem(AGENT_SYSTEM).setValue(source);
    provenance.addAgent().setWho(who);
    provenance
        .addEntity()
        .setRole(ProvenanceEntityRole.SOURCE)
        .setWhat(new Reference("Binary/" + id));
    put(provenance);
    return provenance;
  }

  private String id() {
    return raw.getIdElement().getIdPart();
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
