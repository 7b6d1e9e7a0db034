using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Isolation;

/// <summary>/dev of a room: devices by which nothing of the machine can be changed. No overlay keeps a write to a disk away from the disk.</summary>
/// <param name="directory">Where it is being made.</param>
internal sealed class RoomDevices(string directory)
{
    private static readonly string[] Harmless = ["null", "zero", "full", "random", "urandom", "tty"];

    private static readonly (string Name, string Target)[] Links =
    [
        ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx"),
    ];

    /// <summary>Makes it.</summary>
    public void Make()
    {
        MountCalls.Mount("perdure", directory, "tmpfs", MountFlags.MS_NOSUID | MountFlags.MS_NOEXEC, "mode=0755,size=64m").OrThrow("mount a tmpfs on /dev of a trial");
        foreach (var name in Harmless.Where(name => FileCalls.Status($"/dev/{name}").Ok))
        {
            var target = $"{directory}/{name}";
            File.WriteAllBytes(target, []);
            MountCalls.Mount($"/dev/{name}", target, "", MountFlags.MS_BIND).OrThrow($"give /dev/{name} to a trial");
        }

        foreach (var (name, target) in Links)
            File.CreateSymbolicLink($"{directory}/{name}", target);
        FileChangeCalls.MakeDirectory($"{directory}/pts", 0x1ed).OrThrow("make /dev/pts of a trial");
        FileChangeCalls.MakeDirectory($"{directory}/shm", 0x1ff).OrThrow("make /dev/shm of a trial");
        FileChangeCalls.SetMode($"{directory}/shm", 0x3ff).OrThrow("give /dev/shm of a trial its permissions");
    }
}
