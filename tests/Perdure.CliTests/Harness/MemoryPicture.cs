using System.Globalization;

namespace Perdure.CliTests.Harness;

/// <summary>The mappings of a process with protections, offsets, names and marks; neighbours that differ in nothing count as one.</summary>
internal static class MemoryPicture
{
    public static IReadOnlyDictionary<string, string> Lines(int pid)
    {
        var merged = new List<Mapping>();
        foreach (var next in Parse(Procfs.Read($"/proc/{pid}/smaps")))
            if (merged.Count > 0 && merged[^1].TryJoin(next) is { } joined)
                merged[^1] = joined;
            else
                merged.Add(next);
        return merged.ToDictionary(m => $"{m.From:x}-{m.To:x}", m => $"{m.Protection} {m.Offset:x} {m.Name} [{m.Flags}]");
    }

    private static IEnumerable<Mapping> Parse(string smaps)
    {
        Mapping? current = null;
        foreach (var line in smaps.Split('\n'))
        {
            if (line.StartsWith("VmFlags:", StringComparison.Ordinal) && current is not null)
                yield return current with { Flags = ComparedFlags(line[8..]) };
            else if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]) | char.IsAsciiDigit(line[0]))
                current = Header(line);
        }
    }

    private static Mapping Header(string line)
    {
        var words = line.Split(' ', 6, StringSplitOptions.None);
        var range = words[0].Split('-');
        return new Mapping(Hex(range[0]), Hex(range[1]), words[1], Hex(words[2]), words.Length > 5 ? NameOf(words[5].Trim()) : "", "");
    }

    // Memory that processes share without a file can be put back only by a memfd, which has the same content under a longer name.
    private static string NameOf(string name) => name is "/memfd:/dev/zero (deleted)" or "/memfd:shared memory (deleted)" ? "/dev/zero (deleted)" : name;

    private static string ComparedFlags(string flags) =>
        string.Join(' ', flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(flag => !MayDiffer.MappingFlags.ContainsKey(flag)));

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record Mapping(ulong From, ulong To, string Protection, ulong Offset, string Name, string Flags)
    {
        public Mapping? TryJoin(Mapping next)
        {
            var isFile = Name.StartsWith('/');
            var continues = isFile ? next.Offset == Offset + (To - From) : next.Offset == Offset;
            var same = next.From == To && next.Protection == Protection && next.Name == Name && next.Flags == Flags && continues;
            return same ? this with { To = next.To } : null;
        }
    }
}
