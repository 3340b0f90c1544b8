package org.rapport.server.store.rows;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.jpa.dao.BaseStorageDao;
import ca.uhn.fhir.jpa.dao.BaseTransactionProcessor;
import ca.uhn.fhir.jpa.dao.IdSubstitutionMap;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.util.FhirTerser;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;

/** What one transaction has written whole so far, and what may be. Of one thread. */
final class WrittenOnce {
  private final FhirContext context;
  private final StorageSettings settings;
  private final FhirTerser terser;
  private final IdSubstitutionMap substitutions;
  private final NewResources.Batch batch;
  private final Set<String> placeholders = new HashSet<>();
  private final Map<Resource, List<ResourceReferenceInfo>> references = new IdentityHashMap<>();
  private final Set<Object> written = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Begins.
   *
   * @param substitutions what placeholders have become, as HAPI goes on
   */
  WrittenOnce(
      FhirContext context,
      StorageSettings settings,
      IdSubstitutionMap substitutions,
      NewResources.Batch batch) {
    this.context = context;
    this.settings = settings;
    this.terser = context.newTerser();
    this.substitutions = substitutions;
    this.batch = batch;
  }

  /** The same entries, those of one verb after those of that verb that they refer to. */
  List<IBase> ordered(List<IBase> entries) {
    Map<String, BundleEntryComponent> targets = new HashMap<>();
    for (IBase one : entries) {
      BundleEntryComponent entry = (BundleEntryComponent) one;
      if (entry.hasFullUrl()) {
        placeholders.add(entry.getFullUrl());
        targets.put(entry.getFullUrl(), entry);
      }
      if (entry.getRequest().getMethod() == HTTPVerb.PUT) {
        targets.put(entry.getRequest().getUrl(), entry);
      }
    }
    List<IBase> ordered = new ArrayList<>(entries.size());
    Set<IBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    entries.forEach(entry -> add((BundleEntryComponent) entry, targets, seen, ordered));
    return ordered;
  }

  private void add(
      BundleEntryComponent entry,
      Map<String, BundleEntryComponent> targets,
      Set<IBase> seen,
      List<IBase> ordered) {
    if (!seen.add(entry)) {
      return;
    }
    if (entry.hasResource() && writes(entry)) {
      for (ResourceReferenceInfo reference : references(entry.getResource())) {
        BundleEntryComponent target =
            targets.get(reference.getResourceReference().getReferenceElement().getValue());
        if (target != null && target.getRequest().getMethod() == entry.getRequest().getMethod()) {
          add(target, targets, seen, ordered);
        }
      }
    }
    ordered.add(entry);
  }

  private static boolean writes(BundleEntryComponent entry) {
    HTTPVerb verb = entry.getRequest().getMethod();
    return verb == HTTPVerb.POST || verb == HTTPVerb.PUT;
  }

  private List<ResourceReferenceInfo> references(Resource resource) {
    return references.computeIfAbsent(resource, terser::getAllResourceReferences);
  }

  /**
   * Whether all that it refers to is known, by which its placeholders are then replaced; false:
   * nothing was changed.
   */
  boolean resolved(Resource resource, TransactionDetails details) {
    Map<IBaseReference, IIdType> targets = new IdentityHashMap<>();
    for (ResourceReferenceInfo info : references(resource)) {
      IBaseReference reference = info.getResourceReference();
      IIdType id = reference.getReferenceElement();
      if (!id.hasIdPart()) {
        if (id.hasValue() || reference.getResource() != null) {
          return false;
        }
      } else if (BaseTransactionProcessor.isPlaceholder(id)) {
        IIdType target = substitutions.getForSource(id);
        if (target == null) {
          return false;
        }
        targets.put(reference, target);
      } else if (!id.isLocal()
          && (id.getValue().indexOf('?') >= 0
              || details.hasNullResolvedResourceId(id.toUnqualifiedVersionless()))) {
        return false;
      }
    }
    if (namesPlaceholder(resource)
        || !BaseStorageDao.extractReferencesToAutoVersion(context, settings, resource).isEmpty()) {
      return false;
    }
    targets.forEach(
        (reference, target) -> {
          String was = reference.getReferenceElement().getValue();
          // The bundle may be taken again from its beginning.
          details.addRollbackUndoAction(() -> reference.setReference(was));
          reference.setReference(target.toVersionless().getValue());
          reference.setResource(null);
        });
    return true;
  }

  // In an element of type uri.
  private boolean namesPlaceholder(Resource resource) {
    return !placeholders.isEmpty()
        && terser.getAllPopulatedChildElementsOfType(resource, UriType.class).stream()
            .anyMatch(uri -> placeholders.contains(uri.getValue()));
  }

  /**
   * Writes a new resource whole.
   *
   * @param real HAPI's object for its type
   * @param write makes it by the object that it is given, and indexes it
   */
  <R extends Resource> DaoMethodOutcome write(
      R resource, IFhirResourceDao<R> real, Function<IFhirResourceDao<R>, DaoMethodOutcome> write) {
    Optional<DaoMethodOutcome> taken = batch.take(resource, write);
    if (taken.isEmpty()) {
      store();
    }
    DaoMethodOutcome outcome = taken.orElseGet(() -> write.apply(real));
    if (Boolean.TRUE.equals(outcome.getCreated())) {
      written.add(outcome.getEntity());
    }
    return outcome;
  }

  /** Whether this row is of a resource that was written whole. */
  boolean has(Object entity) {
    return written.contains(entity);
  }

  /** Sends what was taken, before something that may refer to it. */
  void store() {
    batch.store();
  }
}
