using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Unsupported;

/// <summary>Puts something in the place of what could not be kept: it fails at once and cleanly.</summary>
internal static class UnsupportedRestorer
{
    public static SafeFileHandle Restore(UnsupportedDescription saved) => saved.Socket
        ? ClosedConnection.MakeReset(SocketFamily.AF_INET)
        : FileCalls.Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY).OrThrow("open /");
}
