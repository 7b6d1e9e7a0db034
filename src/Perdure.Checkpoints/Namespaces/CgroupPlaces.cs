using System.Globalization;
using System.Text;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// Puts processes back into the cgroups that they were in, before their memory is charged to whoever has them. A cgroup that is gone, may not
/// be written to, or is frozen, is left alone and noted.
/// </summary>
/// <param name="notes">What the user should know.</param>
internal sealed class CgroupPlaces(List<string> notes)
{
    private readonly IReadOnlyList<MountEntry> _mounts =
        [.. ProcMountInfo.Read(Pid.Self).Or([]).Where(mount => mount.FileSystem is "cgroup" or "cgroup2")];

    /// <summary>Moves one process.</summary>
    /// <param name="pid">The process, by the pid that perdure sees.</param>
    /// <param name="lines">The lines of /proc/PID/cgroup at the checkpoint.</param>
    public void PutBack(Pid pid, IReadOnlyList<string> lines)
    {
        var current = ProcCgroups.Read(pid).Or([]);
        foreach (var wanted in ProcCgroups.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines))))
        {
            // The numbers of hierarchies change with each boot, their controllers do not.
            var now = current.FirstOrDefault(entry => entry.Controllers == wanted.Controllers);
            if (now is not null && now.Path != wanted.Path && Obstacle(pid, wanted) is { } obstacle)
                Note($"cgroup {wanted.Path}{(wanted.Controllers.Length > 0 ? $" ({wanted.Controllers})" : "")} {obstacle}: the program runs in {now.Path}");
        }
    }

    /// <summary>Moves the process; null when that worked, else why it did not.</summary>
    private string? Obstacle(Pid pid, CgroupEntry wanted)
    {
        if (_mounts.FirstOrDefault(mount => Holds(mount, wanted)) is not { } mount)
            return "is not mounted here";
        var below = mount.Root == "/" ? wanted.Path : wanted.Path[mount.Root.Length..];
        var folder = (mount.MountPoint + below).TrimEnd('/');
        if (!Directory.Exists(folder))
            return "is gone";
        if (IsFrozen(folder))
            return "is frozen";
        var moved = ProcFile.Write(folder + "/cgroup.procs", Encoding.ASCII.GetBytes(pid.Value.ToString(CultureInfo.InvariantCulture)));
        return moved.Ok ? null : $"takes no process ({moved.Error})";
    }

    private static bool Holds(MountEntry mount, CgroupEntry wanted)
    {
        var isRightTree = wanted.Controllers.Length == 0
            ? mount.FileSystem == "cgroup2"
            : mount.FileSystem == "cgroup" && wanted.Controllers.Split(',').All(mount.SuperOptions.Split(',').Contains);
        return isRightTree && (mount.Root == "/" || wanted.Path == mount.Root || wanted.Path.StartsWith(mount.Root + "/", StringComparison.Ordinal));
    }

    private static bool IsFrozen(string folder) => Starts(folder + "/cgroup.freeze", "1") || Starts(folder + "/freezer.state", "FR");

    private static bool Starts(string file, string text) => File.Exists(file) && File.ReadAllText(file).StartsWith(text, StringComparison.Ordinal);

    private void Note(string note)
    {
        if (!notes.Contains(note))
            notes.Add(note);
    }
}
