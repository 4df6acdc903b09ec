using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Cli.Seek;

/// <summary>Lines of standard input (or NUL-ended texts with -z), each as soon as it is complete.</summary>
static class BatchInput
{
    internal static IEnumerable<string> Read(bool nul)
    {
        var input = new FileHandle(0, "stdin");
        var buffer = new byte[65536];
        var pending = new List<byte>();
        byte end = nul ? (byte)0 : (byte)'\n';
        while (true)
        {
            int n = input.Read(buffer);
            if (n == 0) break;
            int start = 0;
            while (true)
            {
                int i = buffer.AsSpan(start, n - start).IndexOf(end);
                if (i < 0) break;
                pending.AddRange(buffer.AsSpan(start, i));
                start += i + 1;
                yield return Take(pending, nul);
            }
            pending.AddRange(buffer.AsSpan(start, n - start));
        }
        if (pending.Count > 0) yield return Take(pending, nul);
    }

    static string Take(List<byte> pending, bool nul)
    {
        string line = ByteText.From(pending.ToArray());
        pending.Clear();
        return !nul && line.EndsWith('\r') ? line[..^1] : line;
    }
}
