using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Terminals;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Devices;

/// <summary>Character devices: those without state are opened again, terminals have a saver of their own, the rest is refused.</summary>
internal static class DeviceSaver
{
    private const uint MemoryMajor = 1;

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        var device = file.Status.DeviceNumber;
        var (major, minor) = ((uint)(device >> 20), (uint)(device & 0xfffff));
        if (PtySaver.IsTerminal(major, minor))
            return PtySaver.Save(found, context);
        if (major == MemoryMajor && minor is 3 or 5 or 7 or 8 or 9 or 11)
            return new DeviceDescription { Id = found.Id, Name = file.Link, Flags = file.Flags, Path = PathOf(file.Link, minor), Device = device };
        return UnsupportedSaver.Save(found, context, ReasonOf(file.Link));
    }

    /// <summary>The usual path, unless the program reached the device by another one that still leads there.</summary>
    private static string PathOf(string link, uint minor) => FileCalls.Status(link).Ok ? link : minor switch
    {
        3 => "/dev/null",
        5 => "/dev/zero",
        7 => "/dev/full",
        8 => "/dev/random",
        9 => "/dev/urandom",
        _ => "/dev/kmsg",
    };

    private static string ReasonOf(string link) => link switch
    {
        "/dev/kvm" => "a virtual machine (KVM)",
        "/dev/fuse" => "a file system served by the program (FUSE)",
        "/dev/net/tun" => "a network device of the program (TUN/TAP)",
        "/dev/userfaultfd" => "a userfaultfd: the program serves page faults itself",
        _ when link.StartsWith("/dev/nvidia", StringComparison.Ordinal) => "a graphics device",
        _ when link.StartsWith("/dev/dri/", StringComparison.Ordinal) => "a graphics device",
        _ when link.StartsWith("/dev/kfd", StringComparison.Ordinal) => "a graphics device",
        _ when link.StartsWith("/dev/snd/", StringComparison.Ordinal) => "a sound device",
        _ => "a device whose state can't be read",
    };
}
