using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>Notes that something can't be kept, and keeps its place.</summary>
internal static class UnsupportedSaver
{
    public static UnsupportedDescription Save(FoundDescription found, CaptureContext context, string reason)
    {
        foreach (var holder in found.Holders)
            context.Refuse(holder, reason);
        if (context.Options.SkipUnsupported)
            context.Note($"{found.First.Link} is left out ({reason}); the program gets a descriptor in its place that fails cleanly");
        return new UnsupportedDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            Reason = reason,
            Socket = found.First.Status.Kind == FileTypes.S_IFSOCK,
        };
    }
}
