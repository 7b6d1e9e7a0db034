using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Actions;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Terminals;

/// <summary>Makes pseudo-terminals, with the same number when it is free.</summary>
internal static class PtyRestorer
{
    private const int MaxPtys = 1 << 20;
    private const int MaxTries = 4096;
    private const int TermiosBytes = 44;

    public static void RestoreAll(RestoreContext context)
    {
        foreach (var pty in context.Table.Ptys)
            Restore(pty, [.. context.All<PtyDescription>().Where(side => side.Number == pty.Number)], context);
    }

    /// <summary>The controlling terminal of a session, to be taken by its leader before it has children: they inherit it. Null when it has none.</summary>
    public static SafeFileHandle? ControllingTerminalOf(int session, RestoreContext context) =>
        context.Table.Ptys.FirstOrDefault(pty => pty.Session == session) is { } pty ? SlaveOf(pty, context) : null;

    /// <summary>The session leader says who is in the foreground.</summary>
    public static void AddActions(int process, RestoreContext context, List<RemoteAction> actions)
    {
        foreach (var pty in context.Table.Ptys)
        {
            if (pty.Session != process || pty.ForegroundGroup <= 0 || SlaveOf(pty, context) is not { } handle)
                continue;
            var fd = -1;
            foreach (var side in SlaveSidesOf(pty, context))
            {
                foreach (var (table, number) in context.HoldersOf(side.Id))
                    fd = table.Processes.Contains(process) ? number : fd;
            }
            actions.Add(new SetForegroundGroup(handle, fd, pty.ForegroundGroup));
        }
    }

    private static IEnumerable<PtyDescription> SlaveSidesOf(SavedPty pty, RestoreContext context) =>
        context.All<PtyDescription>().Where(side => side.Number == pty.Number && !side.Master);

    private static SafeFileHandle? SlaveOf(SavedPty pty, RestoreContext context) =>
        SlaveSidesOf(pty, context).FirstOrDefault() is { } side ? context.Handle(side.Id) : context.FileOf(SlaveKey(pty));

    private static void Restore(SavedPty pty, IReadOnlyList<PtyDescription> sides, RestoreContext context)
    {
        if (pty.Number is < 0 or > MaxPtys)
            throw new PerdureException($"the image is damaged: there is no /dev/pts/{pty.Number}");
        var master = sides.FirstOrDefault(static side => side.Master)
            ?? throw new PerdureException($"the image is damaged: /dev/pts/{pty.Number} has no master");
        var handle = MakeMaster(pty, context);
        context.Give(master, handle);
        // Only one master can be open: the kernel makes a new terminal for each open of /dev/ptmx.
        TerminalCalls.SetLocked(handle, false).OrThrow("unlock a terminal");
        SetModes(pty, handle);
        PutOutput(pty, handle);
        var slaves = sides.Where(static side => !side.Master).ToList();
        foreach (var side in slaves)
            context.Give(side, TerminalCalls.OpenSlave(handle, side.Flags & ~OpenFlags.FASYNC).OrThrow("open a terminal"));
        if (slaves.Count > 0 || pty.Session != 0 || pty.HungUp)
            FinishSlave(pty, handle, keep: slaves.Count > 0 || pty.Session != 0, context);
        if (pty.PacketMode)
            TerminalCalls.SetPacketMode(handle, true).OrThrow("set a terminal's packet mode");
        if (pty.Locked)
            TerminalCalls.SetLocked(handle, true).OrThrow("lock a terminal");
    }

    private static void PutOutput(SavedPty pty, SafeFileHandle master)
    {
        if (pty.Output.Length == 0)
            return;
        using var slave = TerminalCalls.OpenSlave(master, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK).OrThrow("open a terminal");
        PtyOutput.Write(slave, pty.Output);
    }

    /// <summary>Opening the slave and closing it again leaves the master hung up, as it was.</summary>
    private static void FinishSlave(SavedPty pty, SafeFileHandle master, bool keep, RestoreContext context)
    {
        var slave = TerminalCalls.OpenSlave(master, OpenFlags.O_RDWR).OrThrow("open a terminal");
        _ = FileChangeCalls.SetOwner(slave, pty.Uid, pty.Gid);
        if (pty.Mode != 0)
            _ = FileChangeCalls.SetMode(slave, pty.Mode);
        if (pty.Exclusive)
            TerminalCalls.SetExclusive(slave).OrThrow("make a terminal exclusive");
        if (keep)
            context.GiveFile(SlaveKey(pty), slave);
        else
            slave.Dispose();
    }

    private static FileIdentity SlaveKey(SavedPty pty) => new(ulong.MaxValue, (ulong)pty.Number);

    private static void SetModes(SavedPty pty, SafeFileHandle master)
    {
        if (pty.Modes.Length != TermiosBytes)
            throw new PerdureException("the image is damaged: a terminal's modes have a wrong length");
        TerminalCalls.SetModes(master, MemoryMarshal.Read<TermiosBuffer>(pty.Modes)).OrThrow("set a terminal's modes");
        var size = new WindowSize
        {
            ws_row = (ushort)pty.Rows,
            ws_col = (ushort)pty.Columns,
            ws_xpixel = (ushort)pty.PixelsWide,
            ws_ypixel = (ushort)pty.PixelsHigh,
        };
        TerminalCalls.SetSize(master, size).OrThrow("set a terminal's size");
    }

    /// <summary>The kernel gives the lowest free number, so terminals are made until the wanted one comes or is passed by.</summary>
    private static SafeFileHandle MakeMaster(SavedPty pty, RestoreContext context)
    {
        var others = new List<SafeFileHandle>();
        try
        {
            while (others.Count < MaxTries)
            {
                var master = FileCalls.Open("/dev/ptmx", OpenFlags.O_RDWR | OpenFlags.O_NOCTTY).OrThrow("make a terminal");
                var number = TerminalCalls.PtyNumber(master).OrThrow("ask for a terminal's number");
                if (number == pty.Number)
                    return master;
                others.Add(master);
                if (number > pty.Number)
                    break;
            }
            var taken = others[^1];
            others.RemoveAt(others.Count - 1);
            context.Note($"/dev/pts/{pty.Number} is taken; the terminal is /dev/pts/{TerminalCalls.PtyNumber(taken).Or(-1)} now");
            return taken;
        }
        finally
        {
            others.ForEach(static other => other.Dispose());
        }
    }
}
