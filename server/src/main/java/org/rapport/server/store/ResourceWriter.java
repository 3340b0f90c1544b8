package org.rapport.server.store;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.util.FhirTerser;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.store.rows.NewResources;
import org.rapport.server.store.rows.WrittenTogether;
import org.springframework.stereotype.Component;

/**
 * Writes what our own code puts together, in the caller's transaction. HAPI's transaction prepares
 * and indexes everything that is new twice, once to have its id and once with its references
 * resolved. Our resources have their ids before, so that each is written once, after those that it
 * refers to; what is new a table at a time ({@link NewResources}). What has no such order, or is no
 * PUT, goes through HAPI's transaction.
 */
@Component
public class ResourceWriter {
  private final DaoRegistry daos;
  private final IFhirSystemDao<Bundle, ?> systemDao;
  private final HapiTables tables;
  private final NewResources fresh;
  private final WrittenTogether together;
  private final FhirTerser terser;

  @PersistenceContext private EntityManager entities;

  ResourceWriter(
      DaoRegistry daos,
      IFhirSystemDao<Bundle, ?> systemDao,
      HapiTables tables,
      NewResources fresh,
      WrittenTogether together,
      FhirContext context) {
    this.daos = daos;
    this.systemDao = systemDao;
    this.tables = tables;
    this.fresh = fresh;
    this.together = together;
    this.terser = context.newTerser();
  }

  /** Writes the entries of a transaction; needs a database transaction. An empty one is nothing. */
  public void write(Bundle bundle) {
    if (!bundle.hasEntry()) {
      return;
    }
    Map<String, Set<String>> needs = needs(bundle);
    List<String> ordered = WriteOrder.of(needs);
    if (ordered.isEmpty()) {
      systemDao.transactionNested(new SystemRequestDetails(), bundle);
      return;
    }
    together.during(
        () -> {
          write(bundle, needs, ordered);
          return null;
        });
    // Whoever writes or searches after this in the same transaction finds it in the database.
    entities.flush();
  }

  private void write(Bundle bundle, Map<String, Set<String>> needs, List<String> ordered) {
    NewResources.Batch batch = fresh.batch();
    TransactionDetails details = resolved(needs);
    Map<String, Resource> resources = new HashMap<>();
    bundle.getEntry().forEach(e -> resources.put(reference(e.getResource()), e.getResource()));
    boolean again = false;
    for (String reference : ordered) {
      boolean isNew = details.isResolvedResourceIdEmpty(new IdType(reference));
      if (isNew && batch.take(resources.get(reference), details)) {
        continue;
      }
      // What comes now may refer to what was taken.
      batch.store();
      if (isNew && again) {
        // Hibernate sorts inserts by table: index rows of what is written again would take those of
        // what is new with them, before the resource itself.
        entities.flush();
        again = false;
      }
      write(resources.get(reference), details);
      again |= !isNew;
    }
    batch.store();
  }

  private <R extends Resource> void write(R resource, TransactionDetails details) {
    @SuppressWarnings("unchecked")
    IFhirResourceDao<R> dao = daos.getResourceDao((Class<R>) resource.getClass());
    // Without the version that it was read in: of two changes in one transaction both stand.
    resource.setIdElement(new IdType(reference(resource)));
    dao.update(resource, null, true, false, new SystemRequestDetails(), details);
  }

  /** What each refers to; empty where something is no PUT of its own, or is there twice. */
  private Map<String, Set<String>> needs(Bundle bundle) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    for (BundleEntryComponent entry : bundle.getEntry()) {
      boolean put =
          entry.getRequest().getMethod() == HTTPVerb.PUT
              && !entry.getRequest().getUrl().contains("?")
              && entry.hasResource();
      if (!put
          || needs.put(reference(entry.getResource()), references(entry.getResource())) != null) {
        return Map.of();
      }
    }
    return needs;
  }

  private Set<String> references(Resource resource) {
    Set<String> references = new HashSet<>();
    terser
        .getAllResourceReferences(resource)
        .forEach(
            info -> {
              IIdType id = info.getResourceReference().getReferenceElement();
              if (id.hasResourceType() && id.hasIdPart() && !id.isAbsolute()) {
                references.add(id.getResourceType() + "/" + id.getIdPart());
              }
            });
    return references;
  }

  /**
   * What HAPI would look up one by one: resources that are referred to or written again, and which
   * of ours are new. One that is deleted is left for HAPI to refuse, or to write again.
   */
  private TransactionDetails resolved(Map<String, Set<String>> needs) {
    Set<String> all = new TreeSet<>(needs.keySet());
    needs.values().forEach(all::addAll);
    List<IdType> ids = all.stream().map(IdType::new).toList();
    TransactionDetails details = new TransactionDetails();
    Set<String> stored = new HashSet<>();
    // What was written before in this transaction may not have been sent to the database yet.
    entities.flush();
    List<JpaPid> again = new ArrayList<>();
    for (HapiTables.Row row : tables.rows(ids)) {
      String reference = row.type() + "/" + row.id();
      stored.add(reference);
      if (!row.deleted()) {
        JpaPid number = JpaPid.fromIdAndResourceType(row.number(), row.type());
        details.addResolvedResourceId(new IdType(reference), number);
        if (needs.containsKey(reference)) {
          again.add(number);
        }
      }
    }
    // HAPI would ask for the rows of each, a table at a time.
    if (again.size() > 1) {
      systemDao.preFetchResources(again, true);
    }
    needs.keySet().stream()
        .filter(reference -> !stored.contains(reference))
        .forEach(reference -> details.addResolvedResourceId(new IdType(reference), null));
    return details;
  }

  private static String reference(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }
}
