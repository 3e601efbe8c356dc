Stellator, GPL-3.0-only (see LICENSE), is built on the work of others. `mvn -Pnotice -DskipTests package` writes this list
anew from the dependencies of all modules; the licences are those that each project states.

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
<#assign licenses = entry.getValue()/>
${project.groupId}:${project.artifactId}:${project.version}<#if project.url??> ${project.url}</#if>
    <#list licenses as license>${license}<#sep>; </#list>
</#list>
