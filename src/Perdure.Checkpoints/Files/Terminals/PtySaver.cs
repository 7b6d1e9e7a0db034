using System.Runtime.InteropServices;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Terminals;

/// <summary>
/// Terminals. A pseudo-terminal whose master is in the tree is kept whole; any other terminal belongs to somebody outside, and at restore the terminal of
/// 'perdure restore' takes its place.
/// </summary>
internal static class PtySaver
{
    private const uint ConsoleMajor = 5;
    private const uint VirtualTerminalMajor = 4;
    private const uint UsbSerialMajor = 188;
    private const uint FirstPtyMajor = 136;
    private const uint LastPtyMajor = 143;
    private const int PtysPerMajor = 256;

    public static bool IsTerminal(uint major, uint minor) => major switch
    {
        VirtualTerminalMajor => true,
        ConsoleMajor => minor <= 2,
        UsbSerialMajor => true,
        _ => major is >= FirstPtyMajor and <= LastPtyMajor,
    };

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        if (TerminalCalls.PtyNumber(file.Handle) is { Ok: true } master)
            return SaveMaster(found, master.Value, context);
        var number = SlaveNumber(file);
        if (number >= 0 && MasterOf(number, context) is { } owner)
        {
            Remember(owner, number, context);
            NotePendingInput(file, context);
            return new PtyDescription { Id = found.Id, Name = file.Link, Flags = file.Flags, Number = number };
        }
        context.Note($"{file.Link} is a terminal outside the checkpoint; a restored program gets the terminal of 'perdure restore' instead, or none");
        return new ExternalTerminalDescription
        {
            Id = found.Id,
            Name = file.Link,
            Flags = file.Flags,
            Modes = TerminalCalls.GetModes(file.Handle) is { Ok: true } modes ? Bytes(modes.Value) : [],
            Session = TerminalCalls.Session(file.Handle).Or(0),
        };
    }

    private static PtyDescription SaveMaster(FoundDescription found, int number, CaptureContext context)
    {
        Remember(found, number, context);
        return new PtyDescription { Id = found.Id, Name = found.First.Link, Flags = found.First.Flags, Number = number, Master = true };
    }

    /// <summary>The N of a slave, also when it was opened as /dev/tty; -1 when it is no slave.</summary>
    private static int SlaveNumber(OpenFile file)
    {
        var device = TerminalCalls.TrueDevice(file.Handle);
        if (!device.Ok)
            return -1;
        // The kernel's encoding for programs: minor in bits 0 to 7 and from 20 on, major between.
        var (major, minor) = ((uint)(device.Value >> 8) & 0xfff, (uint)((device.Value & 0xff) | ((device.Value >> 12) & 0xfff00)));
        return major is >= FirstPtyMajor and <= LastPtyMajor ? (int)(((major - FirstPtyMajor) * PtysPerMajor) + minor) : -1;
    }

    private static FoundDescription? MasterOf(int number, CaptureContext context)
    {
        foreach (var found in context.Found)
        {
            if (found.First.Status is { Kind: FileTypes.S_IFCHR, DeviceNumber: (5UL << 20) | 2 } && TerminalCalls.PtyNumber(found.First.Handle).Or(-1) == number)
                return found;
        }
        return null;
    }

    private static void Remember(FoundDescription master, int number, CaptureContext context)
    {
        if (context.Ptys.ContainsKey(number))
            return;
        var handle = master.First.Handle;
        var size = TerminalCalls.GetSize(handle).Or(default);
        var slave = FileCalls.Status($"/dev/pts/{number}");
        context.Ptys.Add(number, new SavedPty
        {
            Number = number,
            Modes = Bytes(TerminalCalls.GetModes(handle).OrThrow("read the modes of a terminal")),
            Rows = size.ws_row,
            Columns = size.ws_col,
            PixelsWide = size.ws_xpixel,
            PixelsHigh = size.ws_ypixel,
            Locked = TerminalCalls.IsLocked(handle).Or(0) != 0,
            PacketMode = TerminalCalls.IsPacketMode(handle).Or(0) != 0,
            Exclusive = TerminalCalls.IsExclusive(handle).Or(0) != 0,
            HungUp = (DescriptorCalls.Poll(handle, PollEvents.None).Or(PollEvents.None) & PollEvents.POLLHUP) != 0,
            Output = OutputOf(master.First, context),
            Session = TerminalCalls.Session(handle).Or(0),
            ForegroundGroup = TerminalCalls.ForegroundGroup(handle).Or(0),
            Mode = slave.Ok ? slave.Value.Permissions : 0,
            Uid = slave.Ok ? slave.Value.Uid : 0,
            Gid = slave.Ok ? slave.Value.Gid : 0,
        });
    }

    private static byte[] OutputOf(OpenFile master, CaptureContext context)
    {
        if (!context.Peek)
            return [];
        var output = PtyOutput.Peek(master.Handle);
        if (output is null)
            context.Note($"output that waits in the terminal {master.Link} is not kept: it can't be looked at in this state");
        return output ?? [];
    }

    /// <summary>Input can't be looked at without taking it, and putting it back would lose where its lines end.</summary>
    private static void NotePendingInput(OpenFile slave, CaptureContext context)
    {
        var bytes = DescriptorCalls.ReadableBytes(slave.Handle).Or(0);
        if (bytes > 0)
            context.Note($"{bytes} bytes of input that wait in the terminal {slave.Link} are not kept");
    }

    private static byte[] Bytes(TermiosBuffer modes) => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref modes, 1)).ToArray();
}
