using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Lazy;

/// <summary>A server of missing pages, as the process sees it that has started it.</summary>
internal sealed class LazyServerLink : IDisposable
{
    private readonly SafeFileHandle _channel;

    private LazyServerLink(SafeFileHandle channel) => _channel = channel;

    /// <summary>Starts a server, which opens the image at once.</summary>
    public static LazyServerLink Start(ImagePlace image)
    {
        var (ours, theirs) = SocketCalls.CreatePair(SocketKind.SOCK_SEQPACKET).OrThrow("make a socket for the server of missing pages");
        using (theirs)
        {
            var number = FileCalls.Number(theirs);
            _ = Background.SetCloseOnExec(number, false);
            Spawn.Start(OwnProgram.Path, OwnProgram.Arguments(LazyServerEntry.Verb, $"{number}", image.Directory, image.Stem, image.Id), OwnProgram.EnvironmentForForks())
                .OrThrow("start the server of missing pages");
            return new LazyServerLink(ours);
        }
    }

    /// <summary>Tells it what to serve. It begins at once, but fetches nothing that nobody waits for.</summary>
    public void HandOver(SafeFileHandle journal) => LazyChannel.SendJournal(_channel, journal);

    /// <summary>Waits until it holds everything.</summary>
    public void AwaitServer() => LazyChannel.AwaitConfirmation(_channel);

    /// <summary>The program runs: from here on the rest is fetched too.</summary>
    public void TellReleased() => LazyChannel.TellReleased(_channel);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
