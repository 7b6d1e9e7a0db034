using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Events;

/// <summary>Reads a signalfd's mask from fdinfo.</summary>
internal static class SignalFdSaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context) => found.First.Info.Hex("sigmask") is { } mask
        ? new SignalFdDescription { Id = found.Id, Name = found.First.Link, Flags = found.First.Flags, Mask = mask }
        : UnsupportedSaver.Save(found, context, "a signalfd whose mask the kernel does not show");
}
