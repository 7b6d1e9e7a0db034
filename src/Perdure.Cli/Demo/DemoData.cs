using System.Globalization;
using System.Text;

namespace Perdure.Cli.Demo;

/// <summary>The data of the demo: keys with sentences for values, the same at each call, so that they can be compared later.</summary>
internal static class DemoData
{
    internal const int Keys = 200_000;
    private const int Pipelined = 1_000;
    private static readonly string[] Words = "a process is what a program becomes when someone cares enough to run it and hopes that it will still be there tomorrow morning".Split(' ');

    /// <summary>Fills redis.</summary>
    internal static void Fill(RespClient redis, CancellationToken interrupted)
    {
        for (var first = 0; first < Keys; first += Pipelined)
        {
            interrupted.ThrowIfCancellationRequested();
            for (var number = first; number < first + Pipelined; number++)
                redis.Send("SET", Key(number), Value(number));
            for (var number = first; number < first + Pipelined; number++)
                redis.Receive();
        }
    }

    /// <summary>How many of every hundredth key have another value than they ought to have, or none.</summary>
    internal static int CountWrong(RespClient redis)
    {
        var wrong = 0;
        for (var number = 0; number < Keys; number += 100)
            wrong += redis.Ask("GET", Key(number)) == Value(number) ? 0 : 1;
        return wrong;
    }

    private static string Key(int number) => "sentence:" + number.ToString(CultureInfo.InvariantCulture);

    private static string Value(int number)
    {
        var random = new Random(number);
        var text = new StringBuilder();
        while (text.Length < 120)
            text.Append(Words[random.Next(Words.Length)]).Append(' ');
        return text.Append(number).ToString();
    }
}
