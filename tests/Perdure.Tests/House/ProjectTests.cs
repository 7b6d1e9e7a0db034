using Xunit;

namespace Perdure.Tests.House;

public sealed class ProjectTests
{
    [Fact]
    public void Every_room_opens_with_a_short_README() => Rule.HoldsUnless(Repository.Projects.Where(project => project.IsRoom).Select(project => BadReadme($"{project.Folder}/README.md")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Perdure.slnx");
        Rule.HoldsUnless(Repository.Projects.Where(project => IsPartOfTheSolution(project) && !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).Select(project => project.Path));
    }

    [Fact]
    public void Unsafe_code_lives_in_the_kernel_room() => Rule.HoldsUnless(Repository.Projects.Select(ProjectRules.UnsafeOutsideOfKernel));

    [Fact]
    public void Every_room_is_ready_for_ahead_of_time_compilation() => Rule.HoldsUnless(Repository.Projects.Select(ProjectRules.NotReadyForAot));

    [Fact]
    public void A_bad_project_is_found()
    {
        var bad = ProjectFile.Parse(
            "src/Perdure.Store/Perdure.Store.csproj",
            "<Project><PropertyGroup><AllowUnsafeBlocks>True</AllowUnsafeBlocks><PackageLicenseExpression>MIT</PackageLicenseExpression></PropertyGroup></Project>");

        Assert.NotNull(ProjectRules.UnsafeOutsideOfKernel(bad));
        Assert.NotNull(ProjectRules.NotReadyForAot(bad));
        Assert.NotNull(ProjectRules.OtherLicense(bad));
    }

    [Fact]
    public void The_licence_is_Apache_2()
    {
        Assert.Matches(@"^\s*Apache License\s+Version 2\.0, January 2004", Repository.Read("LICENSE"));
        Assert.Contains("<PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>", Repository.Read("Directory.Build.props"));
        Rule.HoldsUnless(Repository.Projects.Select(ProjectRules.OtherLicense));
    }

    private static string? BadReadme(string readme) =>
        Repository.Files.Contains(readme) ? TextRules.TooLong(readme, Repository.Read(readme), TextRules.LongestRoomReadme) : $"{readme} is missing";

    // Guests and benchmarks are built by what uses them.
    private static bool IsPartOfTheSolution(ProjectFile project) =>
        project.IsRoom || (project.Path.StartsWith("tests/", StringComparison.Ordinal) && !project.Path.StartsWith("tests/Guests/", StringComparison.Ordinal));
}
