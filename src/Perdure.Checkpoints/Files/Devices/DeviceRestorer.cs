using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Devices;

/// <summary>Opens a device again, and looks whether the path still leads to the same one.</summary>
internal static class DeviceRestorer
{
    public static SafeFileHandle Restore(DeviceDescription saved)
    {
        var handle = FileCalls.Open(saved.Path, saved.Flags | OpenFlags.O_NOCTTY).OrThrow($"open {saved.Path}");
        if (FileCalls.Status(handle).OrThrow($"look at {saved.Path}").DeviceNumber == saved.Device)
            return handle;
        handle.Dispose();
        throw new PerdureException($"{saved.Path} is not the device any more that it was at the checkpoint");
    }
}
