using Perdure.Checkpoints.Image;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// The pages of a process that the kernel touches where it can't wait for them: a thread that ends clears its tid and walks its robust list,
/// and the kernel serves no userfaultfd then. And those that threads touch first anyway: where their registers point.
/// </summary>
internal static class PinnedPages
{
    private const int PageShift = 12;
    private const ulong StackBytes = 16 * 1024;
    private const int StackPointer = 19;

    // The kernel walks no more entries of a robust list either (ROBUST_LIST_LIMIT).
    private const int RobustListLimit = 2048;
    private const ulong PriorityInheritance = 1;

    /// <summary>Finds them.</summary>
    public static SortedSet<ulong> Of(ProcessImage image, PageMap map, ImageReader reader)
    {
        var pages = new SortedSet<ulong>();
        foreach (var thread in image.Threads)
        {
            foreach (var register in thread.Registers)
                pages.Add(register >> PageShift);
            var stack = thread.Registers[StackPointer];
            for (var address = stack - Math.Min(stack, 512); address < stack + StackBytes; address += 1 << PageShift)
                pages.Add(address >> PageShift);
            pages.Add(thread.ClearChildTid >> PageShift);
            if (thread.Rseq is { } rseq)
            {
                pages.Add(rseq.Address >> PageShift);
                pages.Add((rseq.Address + rseq.Bytes) >> PageShift);
            }

            AddRobustList(thread, new ImageWords(map, reader), pages);
        }

        return pages;
    }

    private static void AddRobustList(ThreadImage thread, ImageWords memory, SortedSet<ulong> pages)
    {
        var head = thread.RobustListHead;
        if (head == 0)
            return;
        pages.Add(head >> PageShift);
        pages.Add((head + 23) >> PageShift);
        var offset = memory.Read(head + 8);
        AddLock(memory.Read(head + 16) & ~PriorityInheritance, offset, pages);
        var entry = memory.Read(head) & ~PriorityInheritance;
        for (var count = 0; entry != head && entry != 0 && count < RobustListLimit; count++)
        {
            AddLock(entry, offset, pages);
            entry = memory.Read(entry) & ~PriorityInheritance;
        }
    }

    private static void AddLock(ulong entry, ulong offset, SortedSet<ulong> pages)
    {
        if (entry == 0)
            return;
        pages.Add(entry >> PageShift);
        pages.Add((entry + offset) >> PageShift);
    }
}
