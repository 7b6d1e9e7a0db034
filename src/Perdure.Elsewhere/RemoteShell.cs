using System.ComponentModel;
using System.Diagnostics;
using Perdure.Elsewhere.Wire;
using Perdure.Kernel;

namespace Perdure.Elsewhere;

/// <summary>How another machine is reached: a command that gets a host and one command line for a shell there, and hands its standard streams on.</summary>
/// <param name="Command">That command with its options, by spaces; "ssh".</param>
/// <param name="Perdure">What perdure is called there.</param>
public sealed record RemoteShell(string Command, string Perdure)
{
    /// <summary>The verb of perdure that serves there.</summary>
    public const string ServerVerb = "elsewhere-server";

    /// <summary>Serves a store on our own standard streams, until they end.</summary>
    public static void Serve(string directory)
    {
        using var channel = new FrameChannel(Console.OpenStandardInput(), Console.OpenStandardOutput(), "the other side");
        PlaceServer.Serve(channel, (make, seal) => PlaceAddress.OpenDirectory(directory, make, seal));
    }

    internal FrameChannel Open(Uri place)
    {
        var words = Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            throw new PerdureException("--ssh names no command", "leave it out for ssh");
        var start = new ProcessStartInfo(words[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var word in words[1..])
            start.ArgumentList.Add(word);
        if (place.Port > 0)
        {
            start.ArgumentList.Add("-p");
            start.ArgumentList.Add($"{place.Port}");
        }

        start.ArgumentList.Add(place.UserInfo.Length > 0 ? $"{Uri.UnescapeDataString(place.UserInfo)}@{place.Host}" : place.Host);
        start.ArgumentList.Add($"{Perdure} {ServerVerb} {Quoted(Uri.UnescapeDataString(place.AbsolutePath))}");
        try
        {
            var process = Process.Start(start)!;
            return new FrameChannel(process.StandardOutput.BaseStream, process.StandardInput.BaseStream, place.ToString());
        }
        catch (Win32Exception e)
        {
            throw new PerdureException($"cannot start {words[0]} to reach {place}: {e.Message}", "install it, or name another command with --ssh");
        }
    }

    // The path goes through a shell on the other side.
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
