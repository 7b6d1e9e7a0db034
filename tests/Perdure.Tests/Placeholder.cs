namespace Perdure.Tests;
internal static class Placeholder;
