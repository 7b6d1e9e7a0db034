using System.Text.RegularExpressions;

namespace Perdure.CliTests.Harness;

/// <summary>
/// All that /proc tells about a tree of processes, as named values. Taken before a checkpoint and after the restore, the two must be
/// equal, save what <see cref="MayDiffer"/> lists with its reason.
/// </summary>
internal sealed partial class ProcessPicture
{
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> inodeNames = [];

    private ProcessPicture()
    {
    }

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>Whether the C library still starts some thread: only it blocks every signal, its own two among them.</summary>
    public bool HasThreadBeingBorn => values.Any(value => value.Value == "fffffffffffbfeff" && value.Key.EndsWith("SigBlk", StringComparison.Ordinal));

    /// <param name="root">The first process of the tree.</param>
    /// <param name="withSiblings">Also names the other children of its parent, where a snapshot process that was left behind would be.</param>
    public static ProcessPicture Of(int root, bool withSiblings = false)
    {
        var picture = new ProcessPicture();
        if (withSiblings)
            picture.Add("siblings", string.Join(' ', ProcessTree.ChildrenOf(ProcessTree.Parent(root))));
        foreach (var pid in ProcessTree.Of(root))
            picture.AddProcess(pid, isRoot: pid == root);
        return picture;
    }

    /// <summary>One line for each value that differs without being allowed to.</summary>
    public IReadOnlyList<string> DifferencesTo(ProcessPicture later, IReadOnlySet<string> alsoMayDiffer)
    {
        var lines = new List<string>();
        foreach (var key in values.Keys.Union(later.values.Keys).Order(StringComparer.Ordinal))
        {
            var before = values.GetValueOrDefault(key, "(none)");
            var after = later.values.GetValueOrDefault(key, "(none)");
            if (before != after && !IsDeletedFileElsewhere(before, after) && !alsoMayDiffer.Any(word => word.Length > 0 && key.Contains(word, StringComparison.Ordinal)))
                lines.Add($"{key}: {before} -> {after}");
        }
        return lines;
    }

    // A deleted file whose name belongs to another file now can only be made under a name of our own before it is deleted again. One that
    // never had a name (O_TMPFILE) is shown by its inode's number, which the file system gives.
    private static bool IsDeletedFileElsewhere(string before, string after) =>
        before.Contains("(deleted)", StringComparison.Ordinal) && after.Contains("(deleted)", StringComparison.Ordinal)
        && (after.Contains(".perdure-", StringComparison.Ordinal) || NumberAsName().Replace(before, "") == NumberAsName().Replace(after, ""));

    private void AddProcess(int pid, bool isRoot)
    {
        var folder = $"/proc/{pid}";
        if (ProcessTree.State(pid) == 'Z')
        {
            // Of a zombie only its place in the tree is left; its parent gets the exit status, which guests look at.
            Add($"{pid} zombie", string.Join(' ', ProcessTree.StatFields(pid).Skip(1).Take(3)));
            return;
        }
        AddStatus(folder, $"{pid}", isRoot);
        AddStat(folder, $"{pid}", isRoot);
        foreach (var name in MayDiffer.ProcessFiles)
            Add($"{pid} {name}", AutogroupNumber().Replace(Procfs.Read($"{folder}/{name}").Replace('\0', ' ').Trim(), ""));
        foreach (var name in new[] { "exe", "cwd", "root" })
            Add($"{pid} {name}", Procfs.Link($"{folder}/{name}"));
        Add($"{pid} auxv", AuxiliaryVector(folder));
        foreach (var line in MemoryPicture.Lines(pid))
            Add($"{pid} map {line.Key}", line.Value);
        foreach (var thread in Procfs.Names($"{folder}/task").Where(tid => tid != $"{pid}"))
        {
            AddStatus($"{folder}/task/{thread}", $"{pid} thread {thread}", isRoot);
            AddStat($"{folder}/task/{thread}", $"{pid} thread {thread}", isRoot);
        }
        AddFiles(pid);
    }

    private void AddStatus(string folder, string prefix, bool isRoot)
    {
        foreach (var line in Procfs.Read($"{folder}/status").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Split(':', 2) is [var name, var value] && !MayDiffer.StatusFields.ContainsKey(name) && !(isRoot && name == "PPid"))
                Add($"{prefix} status {name}", value.Trim());
    }

    private void AddStat(string folder, string prefix, bool isRoot)
    {
        var fields = ProcessTree.StatFields(folder);
        foreach (var (index, name) in MayDiffer.StatFieldsToCompare)
            if (index - 3 < fields.Length)
                Add($"{prefix} stat {name}", fields[index - 3]);
        if (fields.Length > 0)
            Add($"{prefix} state", fields[0] is "T" or "Z" ? fields[0] : "alive");
    }

    private void AddFiles(int pid)
    {
        foreach (var fd in Procfs.Names($"/proc/{pid}/fd").OrderBy(int.Parse))
        {
            Add($"{pid} fd {fd}", Renumbered(Procfs.Link($"/proc/{pid}/fd/{fd}")));
            var lines = Procfs.Read($"/proc/{pid}/fdinfo/{fd}").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !MayDiffer.FdInfoFields.Keys.Any(name => line.StartsWith(name, StringComparison.Ordinal)))
                .Select(WithoutOpenFlags)
                .Select(line => InodeOfTarget().Replace(LeaseHolder().Replace(LockNumber().Replace(line, "lock: "), "$1 "), "").Trim());
            Add($"{pid} fdinfo {fd}", string.Join("; ", lines.Order(StringComparer.Ordinal)));
        }
    }

    // O_DIRECTORY and O_TMPFILE act only while a file is opened; a deleted file is opened by other means.
    private static string WithoutOpenFlags(string line)
    {
        const long OnlyAtOpen = 0x10000 | 0x400000;
        return line.StartsWith("flags:", StringComparison.Ordinal) ? $"flags: {Convert.ToString(Convert.ToInt64(line[6..].Trim(), 8) & ~OnlyAtOpen, 8)}" : line;
    }

    // Perdure takes leases again itself; the pid of a lease is told to lslocks and to nobody else.
    [GeneratedRegex(@"(LEASE +\w+ +\w+ )\d+ ")]
    private static partial Regex LeaseHolder();

    // A restored pipe or socket has another inode number; which descriptors share it must stay the same.
    private string Renumbered(string link)
    {
        if (!link.StartsWith("pipe:", StringComparison.Ordinal) && !link.StartsWith("socket:", StringComparison.Ordinal))
            return link;
        if (!inodeNames.TryGetValue(link, out var name))
            inodeNames[link] = name = $"{link[..link.IndexOf(':')]} number {inodeNames.Count}";
        return name;
    }

    private static string AuxiliaryVector(string folder)
    {
        try
        {
            return Convert.ToHexString(File.ReadAllBytes($"{folder}/auxv"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void Add(string key, string value) => values[key] = value;

    [GeneratedRegex(@"(?<=/)#\d+(?= \(deleted\))")]
    private static partial Regex NumberAsName();

    // The kernel numbers autogroups as sessions are made; only the group's nice value is a setting.
    [GeneratedRegex("^/autogroup-\\d+ ")]
    private static partial Regex AutogroupNumber();

    [GeneratedRegex("^lock:\\s*\\d+:")]
    private static partial Regex LockNumber();

    // An epoll entry names inode and device of its target, which change for pipes and sockets.
    [GeneratedRegex("(?<=^tfd:.*)pos:\\d+\\s+ino:[0-9a-f]+\\s+sdev:[0-9a-f]+")]
    private static partial Regex InodeOfTarget();
}
