using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>Finds every descriptor of a tree of processes, once for each table.</summary>
internal static class TreeScan
{
    /// <summary>The tables, each with its descriptors duplicated into this process.</summary>
    public static List<FoundTable> Tables(IReadOnlyList<Pid> processes)
    {
        var tables = Group(processes);
        try
        {
            for (var index = 0; index < tables.Count; index++)
                Fill(tables[index], index);
            return tables;
        }
        catch
        {
            Release(tables);
            throw;
        }
    }

    /// <summary>Closes every duplicate.</summary>
    public static void Release(List<FoundTable> tables)
    {
        foreach (var table in tables)
        {
            foreach (var file in table.Files)
                file.Dispose();
        }
    }

    /// <summary>Joins processes that share a table, by a binary search in the kernel's own order.</summary>
    private static List<FoundTable> Group(IReadOnlyList<Pid> processes)
    {
        var sorted = new List<FoundTable>();
        var found = new List<FoundTable>();
        foreach (var process in processes)
        {
            var holder = LiveThread.Of(process);
            var (low, high, same) = (0, sorted.Count, default(FoundTable));
            while (low < high && same is null)
            {
                var middle = (low + high) / 2;
                var order = Kcmp.Tasks(KcmpType.KCMP_FILES, holder, sorted[middle].Holder).OrThrow(
                    $"compare the descriptor tables of process {process}", "run as root, or as the owner of the process");
                same = order == KcmpOrder.Equal ? sorted[middle] : null;
                (low, high) = order == KcmpOrder.Less ? (low, middle) : (middle + 1, high);
            }
            if (same is null)
            {
                same = new FoundTable(holder);
                sorted.Insert(low, same);
                found.Add(same);
            }
            same.Processes.Add(process.Value);
        }
        return found;
    }

    private static void Fill(FoundTable table, int index)
    {
        var process = new Pid(table.Processes[0]);
        using var listing = ProcFdTable.Open(table.Holder).OrThrow($"list the descriptors of process {process}");
        using var handle = OpenHolder(process, table.Holder).OrThrow($"open process {process}");
        foreach (var fd in listing.Numbers().OrThrow($"list the descriptors of process {process}"))
        {
            if (Look(process, new RemoteFd(fd), index, listing, handle) is { } file)
                table.Files.Add(file);
        }
    }

    private static KernelResult<SafeFileHandle> OpenHolder(Pid process, Tid holder) => holder == process.Leader
        ? PidFd.Open(process)
        : ProcessDescriptors.Open(holder.Value, thread: true, nonBlocking: false);

    /// <summary>Null when it was closed meanwhile, which happens while the process still runs.</summary>
    private static OpenFile? Look(Pid process, RemoteFd fd, int table, ProcFdTable listing, SafeFileHandle handle)
    {
        var duplicate = PidFd.GetFd(handle, fd);
        if (duplicate.Error == Errno.EBADF)
            return null;
        var own = duplicate.OrThrow($"duplicate descriptor {fd} of process {process}", duplicate.Error switch
        {
            Errno.EMFILE => "raise the limit of open files (ulimit -n) above the number of descriptors of the whole program",
            Errno.EPERM => "run as root, or as the owner of the process",
            _ => "",
        });
        var status = FileCalls.Status(own);
        var info = listing.Info(fd);
        if (status.Ok && info.Ok)
            return new OpenFile(process.Value, fd.Value, table, own, status.Value, info.Value);
        own.Dispose();
        if (info.Error == Errno.ENOENT)
            return null;
        throw new PerdureException($"cannot look at descriptor {fd} of process {process}: {(status.Ok ? info.Error : status.Error)}");
    }
}
