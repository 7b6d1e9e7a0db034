using Xunit;

namespace Perdure.Tests.House;

public sealed class ArrowTests
{
    [Fact]
    public void Rooms_name_only_the_rooms_they_may_know() =>
        Rule.HoldsUnless(Repository.Projects.Where(project => project.IsRoom).SelectMany(project => Arrows.Check(project.Name, project.References, Arrows.Allowed)));

    [Fact]
    public void Compiled_rooms_know_only_the_rooms_they_may_know() =>
        Rule.HoldsUnless(CompiledRoom.All.SelectMany(room => Arrows.Check(room.Name, room.KnownRooms(), Arrows.Allowed)));

    [Fact]
    public void Every_room_is_compiled_and_looked_at() =>
        Assert.Equal(Repository.Projects.Where(project => project.IsRoom).Select(project => project.Name).Order(), CompiledRoom.All.Select(room => room.Name).Order());

    [Fact]
    public void A_forbidden_arrow_in_a_project_is_found()
    {
        var bad = ProjectFile.Parse("src/Perdure.Store/Perdure.Store.csproj", "<Project><ItemGroup><ProjectReference Include=\"../Perdure.Tracing/Perdure.Tracing.csproj\" /></ItemGroup></Project>");

        Assert.Equal(["forbidden arrow: Perdure.Store -> Perdure.Tracing"], Arrows.Check(bad.Name, bad.References, Arrows.Allowed));
    }

    [Fact]
    public void A_forbidden_arrow_in_an_assembly_is_found()
    {
        var strict = new Dictionary<string, string[]>(Arrows.Allowed) { ["Perdure.Cli"] = ["Perdure.Store"] };

        Assert.Contains("forbidden arrow: Perdure.Cli -> Perdure.Kernel", Arrows.Check("Perdure.Cli", CompiledRoom.Of("Perdure.Cli").KnownRooms(), strict));
    }

    [Fact]
    public void A_room_that_is_not_on_the_map_is_found() => Assert.Single(Arrows.Check("Perdure.Attic", [], Arrows.Allowed));

    [Fact]
    public void The_map_names_every_arrow()
    {
        var map = Repository.Read("docs/00-map.md");
        foreach (var (room, may) in Arrows.Allowed)
        {
            var line = $"| {Short(room)} | {(may is [] ? "nothing" : string.Join(", ", may.Select(Short)))} |";
            Assert.True(map.Contains(line, StringComparison.Ordinal), $"docs/00-map.md lacks: {line}");
        }
    }

    private static string Short(string room) => room["Perdure.".Length..];
}
