namespace Perdure.CliTests;
internal static class Placeholder;
