namespace Perdure.Tests.House;

/// <summary>Which namespace uses which, with one example of a use each.</summary>
internal sealed class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _arrows = new(StringComparer.Ordinal);

    internal void Add(string from, string to, string example)
    {
        // The compiler's own types (closures, inline arrays) have no namespace.
        if (from == to || from.Length == 0 || to.Length == 0)
            return;
        if (!_arrows.TryGetValue(from, out var targets))
            _arrows.Add(from, targets = new SortedDictionary<string, string>(StringComparer.Ordinal));
        targets.TryAdd(to, example);
    }

    /// <summary>Each pair of namespaces that reach each other: they are one room, or ought to be parted.</summary>
    internal IReadOnlyList<string> Circles() =>
        [.. from entry in _arrows
            from arrow in entry.Value
            where Reaches(arrow.Key, entry.Key)
            select $"circle: {entry.Key} -> {arrow.Key} ({arrow.Value})"];

    private bool Reaches(string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var at))
        {
            if (at == to)
                return true;
            if (seen.Add(at) && _arrows.TryGetValue(at, out var targets))
                foreach (var target in targets.Keys)
                    open.Push(target);
        }
        return false;
    }
}
