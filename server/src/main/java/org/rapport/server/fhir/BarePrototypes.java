package org.rapport.server.fhir;

import ca.uhn.fhir.jpa.config.JpaConfig;
import ca.uhn.fhir.jpa.config.SearchConfig;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.stereotype.Component;

/**
 * Makes the dozen beans that HAPI makes for each search without the post-processors of all other
 * beans (Camel's among them looks at every field and method): a third of a search went there. They
 * are given what they ask for as before; none of them has a method to be called when it is made, or
 * an aspect.
 */
@Component
class BarePrototypes implements BeanFactoryPostProcessor {
  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    for (String name : beans.getBeanDefinitionNames()) {
      BeanDefinition definition = beans.getBeanDefinition(name);
      if (definition.isPrototype()
          && definition instanceof AbstractBeanDefinition bare
          && definition.getFactoryBeanName() != null
          && isOfHapisSearches(beans.getType(definition.getFactoryBeanName(), false))) {
        bare.setSynthetic(true);
      }
    }
  }

  // A configuration's class is one of Spring's own making by now, below the one that was written.
  private static boolean isOfHapisSearches(Class<?> configuration) {
    return configuration != null
        && (JpaConfig.class.isAssignableFrom(configuration)
            || SearchConfig.class.isAssignableFrom(configuration));
  }
}
