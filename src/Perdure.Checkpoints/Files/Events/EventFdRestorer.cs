using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Events;

/// <summary>Makes an event counter with its count.</summary>
internal static class EventFdRestorer
{
    public static SafeFileHandle Restore(EventFdDescription saved)
    {
        var handle = EventFdCalls.Create(saved.Semaphore).OrThrow("make an eventfd");
        if (saved.Count > 0)
            FileCalls.Write(handle, BitConverter.GetBytes(saved.Count)).OrThrow("set the count of an eventfd");
        return handle;
    }
}
