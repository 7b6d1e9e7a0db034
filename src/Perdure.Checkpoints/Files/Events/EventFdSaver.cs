using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Events;

/// <summary>Reads an event counter from fdinfo.</summary>
internal static class EventFdSaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var info = found.First.Info;
        if (info.Hex("eventfd-count") is not { } count)
            return UnsupportedSaver.Save(found, context, "an eventfd whose count the kernel does not show");
        if (info["eventfd-semaphore"] is null)
            context.Note("this kernel does not show whether an eventfd is a semaphore; restored as plain counters");
        return new EventFdDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            Count = count,
            Semaphore = info.Decimal("eventfd-semaphore") == 1,
        };
    }
}
