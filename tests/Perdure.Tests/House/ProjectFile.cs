using System.Xml.Linq;

namespace Perdure.Tests.House;

/// <summary>What the checks want to know of a csproj.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="References">The projects that it names.</param>
/// <param name="Properties">Its properties; of one that is set twice, the last.</param>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyDictionary<string, string> Properties)
{
    internal string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    internal string Folder => System.IO.Path.GetDirectoryName(Path)!;

    internal bool IsRoom => Path.StartsWith("src/", StringComparison.Ordinal);

    internal static ProjectFile Load(string path) => Parse(path, Repository.Read(path));

    internal static ProjectFile Parse(string path, string xml)
    {
        var root = XDocument.Parse(xml).Root!;
        var references = root.Descendants("ProjectReference").Select(item => System.IO.Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value));
        var properties = root.Elements("PropertyGroup").Elements().GroupBy(property => property.Name.LocalName).ToDictionary(group => group.Key, group => group.Last().Value);
        return new ProjectFile(path, [.. references], properties);
    }
}
