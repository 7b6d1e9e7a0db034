using System.Text;
using System.Text.Json.Nodes;

namespace Perdure.Tests.Checkpoints;

/// <summary>Changes JSON where it hurts: values become nasty ones, members vanish or come twice, lists get holes.</summary>
internal sealed class JsonMutant(Random random)
{
    private static readonly string[] Nasty =
    [
        "null", "0", "-1", "1", "2147483647", "-2147483648", "4294967296", "9223372036854775807", "18446744073709551615", "1e300", "4096", "4095", "true",
        "\"\"", "\"x\"", "\"\\u0000\"", "\"/\"", "\"/etc/hosts\\u0000\"", "\"[anon:\"", "\"/memfd:\"", "\"../../../etc/passwd\"", "\"AAAA\"", "[]", "{}", "[null]", "[[]]", "[-1]", "[9e9]",
    ];

    /// <summary>One to three changes.</summary>
    public byte[] Change(ReadOnlySpan<byte> json)
    {
        var root = JsonNode.Parse(json)!;
        for (var times = random.Next(1, 4); times > 0; times--)
            ChangeOne(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private void ChangeOne(JsonNode root)
    {
        var at = root;
        while (true)
        {
            var children = Children(at);
            if (children.Count == 0)
                return;
            var child = children[random.Next(children.Count)];
            if (child is JsonObject or JsonArray && random.Next(5) != 0)
            {
                at = child;
                continue;
            }
            Mutate(at, random.Next(children.Count));
            return;
        }
    }

    private void Mutate(JsonNode parent, int index)
    {
        if (parent is JsonArray array)
        {
            switch (random.Next(4))
            {
                case 0:
                    array.RemoveAt(index);
                    break;
                case 1:
                    array.Add(array[random.Next(array.Count)]?.DeepClone());
                    break;
                default:
                    array[index] = Value();
                    break;
            }
            return;
        }
        var members = (JsonObject)parent;
        var name = members.ElementAt(index).Key;
        if (random.Next(6) == 0)
            members.Remove(name);
        else
            members[name] = Value();
    }

    private static List<JsonNode?> Children(JsonNode node) => node switch
    {
        JsonArray array => [.. array],
        JsonObject members => [.. members.Select(member => member.Value)],
        _ => [],
    };

    private JsonNode? Value() => JsonNode.Parse(Nasty[random.Next(Nasty.Length)]);
}
