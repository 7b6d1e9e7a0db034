using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// The process that gives a lazily restored program its memory, page by page. It takes every message of the kernel on one thread and leaves
/// filling to others. If it is killed its successor goes on: docs/10-lazy.md says why no page is ever wrong.
/// </summary>
internal sealed class LazyServer : IDisposable
{
    /// <summary>Milliseconds before pages are fetched that nobody waits for.</summary>
    private const string DelayVariable = "PERDURE_LAZY_DELAY";

    private readonly EventJournal _journal;
    private readonly SafeFileHandle _file;
    private readonly ImageReader _reader;
    private readonly Dictionary<int, ServedSpace> _spaces = [];
    private readonly Dictionary<int, int> _orphans = [];
    private readonly SafeFileHandle _bell = EventFdCalls.Create(semaphore: false).OrThrow("make an event descriptor");
    private readonly MissingPageServer _pages;
    private readonly List<int> _open = [];
    private int _known;
    private volatile bool _isReleased;
    private bool _isReleasing;

    /// <param name="journal">What is known.</param>
    /// <param name="file">The journal's file.</param>
    /// <param name="reader">The image.</param>
    public LazyServer(EventJournal journal, SafeFileHandle file, ImageReader reader)
    {
        _journal = journal;
        _file = file;
        _reader = reader;
        _pages = new MissingPageServer(reader, Ring);
    }

    /// <summary>Takes up the spaces of the plan, as the journal says that they are by now.</summary>
    public void TakeUp()
    {
        var maps = _reader.ReadPageMaps().ToDictionary(map => map.ObjectId, map => new ObjectPages(map, _reader.ChunkCount));
        foreach (var space in _journal.ReadPlan().Spaces)
        {
            var areas = new AreaMap(space.Ranges.Select(range => new Area(range.First, range.End, range.First)));
            var descriptor = _journal.GetDescriptor(_known);
            Add(new SafeFileHandle(descriptor, ownsHandle: true), handle => new ServedSpace(handle, maps[space.ObjectId], areas, _reader.ChunkCount));
            if (descriptor < 0)
                _spaces.Remove(_known - 1);
        }

        _journal.Replay(HeedAgain, Forget, ForgetForks);
        HoldUnless(_journal.IsWhole);
        foreach (var orphan in _orphans.Keys.Except(_spaces.Values.Select(space => FileCalls.Number(space.Descriptor))))
            _ = Background.Close(orphan);
        foreach (var space in _spaces.Values)
            space.WakeAll();
        _pages.SetSpaces(_spaces.Values);
        _pages.Start();
    }

    /// <summary>Serves until every page is where it belongs.</summary>
    /// <param name="channel">Says when to begin to fetch what nobody waits for; null: at once.</param>
    /// <param name="successor">A pidfd of the successor.</param>
    /// <param name="guard">Leaves another one, if that is killed.</param>
    public void Serve(SafeFileHandle? channel, SafeFileHandle successor, Func<SafeFileHandle> guard)
    {
        if (channel is null)
            _pages.BeginFetching(FetchDelay());
        while (_spaces.Count > 0)
        {
            var entries = Wait(channel, successor);
            if (entries[0].revents != 0)
                CloseDone();
            if (entries[1].revents != 0)
            {
                successor.Dispose();
                successor = guard();
            }

            if (channel is not null && entries[2].revents != 0)
            {
                channel = null;
                _pages.BeginFetching(FetchDelay());
            }

            for (var index = 3; index < entries.Length; index++)
            {
                if (entries[index].revents != 0)
                    TakeMessages(_open[index - 3]);
            }
        }

        _journal.NoteDone();
        successor.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _bell.Dispose();

    private PollFd[] Wait(SafeFileHandle? channel, SafeFileHandle successor)
    {
        _open.Clear();
        _open.AddRange(_spaces.Keys);
        var entries = new PollFd[3 + _open.Count];
        entries[0] = Readable(_bell);
        entries[1] = Readable(successor);
        entries[2] = channel is null ? new PollFd { fd = -1 } : Readable(channel);
        for (var index = 0; index < _open.Count; index++)
            entries[3 + index] = Readable(_spaces[_open[index]].Descriptor);
        _ = PollCalls.Wait(entries, -1);
        return entries;
    }

    private static PollFd Readable(SafeFileHandle file) => new() { fd = FileCalls.Number(file), events = (short)PollEvents.POLLIN };

    private void TakeMessages(int number)
    {
        while (_spaces.TryGetValue(number, out var space) && TryTake(number, space, out var message))
        {
            if (message.Event == UffdEvent.UFFD_EVENT_PAGEFAULT)
                _pages.AddFault(space, message.FaultAddress.Value >> 12, (message.FaultFlags & UffdPageFaultFlags.UFFD_PAGEFAULT_FLAG_WRITE) != 0);
            else if (message.Event == UffdEvent.UFFD_EVENT_FORK)
                _pages.SetSpaces(_spaces.Values);
        }
    }

    private bool TryTake(int number, ServedSpace space, out UffdMessage message)
    {
        space.Gate.EnterWriteLock();
        try
        {
            var taken = _journal.Take(number, space.Descriptor);
            message = taken.Or(default);
            if (taken.Ok)
                Heed(number, message);
            return taken.Ok;
        }
        finally
        {
            space.Gate.ExitWriteLock();
        }
    }

    /// <summary>Precondition: the space's gate is held alone, or there is no other thread yet.</summary>
    private void Heed(int number, UffdMessage message)
    {
        if (message.Event == UffdEvent.UFFD_EVENT_FORK)
            Add(new SafeFileHandle(message.ForkFd, ownsHandle: true), _spaces[number].Fork);
        else
            _spaces[number].Heed(message);
    }

    private void HeedAgain(int number, UffdMessage message)
    {
        if (_spaces.ContainsKey(number))
            Heed(number, message);
        else if (message.Event == UffdEvent.UFFD_EVENT_FORK)
            _known++;
    }

    /// <summary>Descriptors of forked children that a killed server held, and nobody else.</summary>
    private void ForgetForks()
    {
        foreach (var (number, space) in _spaces.Where(pair => !pair.Value.IsHeld).ToList())
        {
            space.Descriptor.SetHandleAsInvalid();
            _spaces.Remove(number);
        }

        _orphans.Clear();
    }

    private void Add(SafeFileHandle descriptor, Func<SafeFileHandle, ServedSpace> make)
    {
        var space = make(descriptor);
        _spaces.Add(_known++, space);
        if (space.IsDone)
            Ring();
    }

    /// <summary>A space that a former server was done with. Its descriptor is closed, or was just about to be.</summary>
    private void Forget(int number)
    {
        if (!_spaces.Remove(number, out var space))
            return;
        var descriptor = FileCalls.Number(space.Descriptor);
        space.Descriptor.SetHandleAsInvalid();
        _orphans[descriptor] = number;
    }

    private void CloseDone()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        _ = FileCalls.Read(_bell, count);
        if (!_isReleasing && _spaces.Values.All(space => space.IsDone || !space.IsHeld))
            BeginRelease();
        foreach (var (number, space) in _spaces.Where(pair => pair.Value.IsDone && (_isReleased || !pair.Value.IsHeld)).ToList())
        {
            TakeMessages(number);
            _journal.NoteClosed(number);
            space.Dispose();
            _spaces.Remove(number);
        }

        _pages.SetSpaces(_spaces.Values);
    }

    /// <summary>
    /// Has the program close what it holds. It is served meanwhile, since it may just be waiting for us in the kernel; and as long as a
    /// debugger keeps it from being stopped, since what it holds keeps its mappings registered.
    /// </summary>
    private void BeginRelease()
    {
        _isReleasing = true;
        new Thread(() =>
        {
            while (!HeldDescriptors.TryCloseAll(_file))
                Thread.Sleep(TimeSpan.FromSeconds(1));
            _isReleased = true;
            Ring();
        })
        {
            Name = "release",
            IsBackground = true,
        }.Start();
    }

    /// <summary>Where it is not known what belongs where, whoever waits for a page must go on waiting: that is better than a wrong page.</summary>
    private static void HoldUnless(bool isKnown)
    {
        if (!isKnown)
            Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Tests give programs time to meet missing pages.</summary>
    private static TimeSpan FetchDelay() =>
        TimeSpan.FromMilliseconds(int.TryParse(Environment.GetEnvironmentVariable(DelayVariable), CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : 0);

    private void Ring() => _ = FileCalls.Write(_bell, BitConverter.GetBytes(1UL));
}
