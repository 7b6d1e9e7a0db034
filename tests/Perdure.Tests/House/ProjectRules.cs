namespace Perdure.Tests.House;

/// <summary>Rules about projects. Each answers what is wrong; nothing if nothing is.</summary>
internal static class ProjectRules
{
    internal static string? UnsafeOutsideOfKernel(ProjectFile project)
    {
        var isUnsafe = string.Equals(project.Properties.GetValueOrDefault("AllowUnsafeBlocks"), "true", StringComparison.OrdinalIgnoreCase);
        return isUnsafe && project.Name != "Perdure.Kernel" ? $"{project.Path}: AllowUnsafeBlocks; unsafe code lives in Perdure.Kernel" : null;
    }

    internal static string? NotReadyForAot(ProjectFile project) =>
        project.IsRoom && project.Properties.GetValueOrDefault("IsAotCompatible") != "true" ? $"{project.Path}: a room has IsAotCompatible, so that its trim warnings are errors" : null;

    internal static string? OtherLicense(ProjectFile project) =>
        project.Properties.TryGetValue("PackageLicenseExpression", out var license) && license != "Apache-2.0" ? $"{project.Path}: licence {license}" : null;
}
