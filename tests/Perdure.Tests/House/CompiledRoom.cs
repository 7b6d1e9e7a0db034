using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Perdure.Tests.House;

/// <summary>A room as the compiler made it.</summary>
/// <param name="Name">The project.</param>
/// <param name="File">Its assembly.</param>
internal sealed record CompiledRoom(string Name, string File)
{
    private static readonly Dictionary<string, string> AssemblyNames = new() { ["Perdure.Cli"] = "perdure" };

    /// <summary>The rooms that lie beside the tests.</summary>
    internal static IReadOnlyList<CompiledRoom> All { get; } = [.. Arrows.Allowed.Keys.Select(Of).Where(room => System.IO.File.Exists(room.File))];

    internal static CompiledRoom Of(string name) => new(name, Path.Combine(AppContext.BaseDirectory, AssemblyNames.GetValueOrDefault(name, name) + ".dll"));

    /// <summary>The other rooms that this one really uses.</summary>
    internal IReadOnlyList<string> KnownRooms()
    {
        using var image = new PEReader(System.IO.File.OpenRead(File));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("Perdure.", StringComparison.Ordinal))];
    }

    /// <summary>Which of its namespaces uses which other of its namespaces.</summary>
    internal NamespaceGraph Namespaces()
    {
        using var image = new PEReader(System.IO.File.OpenRead(File));
        return new NamespaceGraphReader(image).Read();
    }
}
