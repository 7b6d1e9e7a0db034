using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Scenarios.Resp;

namespace Perdure.Scenarios.Probes;

/// <summary>
/// Asks again and again, on fresh connections, until the server answers for the first time. It sleeps between the trials, so that it
/// leaves the processors to the restore; the answer may be that much older than the moment noted.
/// </summary>
internal static class FirstAnswer
{
    private const int BetweenTrialsMicroseconds = 500;

    /// <summary>The time of the first right answer.</summary>
    public static long Wait(int port, Question question, TimeSpan patience)
    {
        var deadline = Clock.After(Clock.Now, patience);
        while (Clock.Now < deadline)
        {
            if (TryAsk(port, question))
                return Clock.Now;
            ShortSleep.Microseconds(BetweenTrialsMicroseconds);
        }

        throw new PerdureException($"no answer on port {port} within {patience.TotalSeconds:F0} s");
    }

    /// <summary>Watches from a thread of its own while a restore runs.</summary>
    public static Task<long> Watch(int port, Question question, TimeSpan patience) =>
        Task.Factory.StartNew(() => Wait(port, question, patience), TaskCreationOptions.LongRunning);

    private static bool TryAsk(int port, Question question)
    {
        try
        {
            using var socket = Loopback.Connect(port);
            socket.Send(question.Request.Span);
            var answer = new byte[question.Answer.Length];
            Loopback.ReceiveExactly(socket, answer);
            return question.Answer.Span.SequenceEqual(answer);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
