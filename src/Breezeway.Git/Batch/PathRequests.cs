using Breezeway.Base.Text;

namespace Breezeway.Git.Batch;

/// <summary>Requests that are paths, each ended by NUL, in portions that a pipe takes whole: so we never wait for git while git waits for us.</summary>
static class PathRequests
{
    const int PortionSize = 32 * 1024;

    public static IEnumerable<(byte[] Request, string[] Paths)> Portions(IEnumerable<string> paths)
    {
        var portion = new List<string>();
        int size = 0;
        foreach (string path in paths)
        {
            if (size + path.Length + 3 > PortionSize && portion.Count > 0)
            {
                yield return Make(portion);
                portion.Clear();
                size = 0;
            }
            portion.Add(path);
            size += path.Length + 3;
        }
        if (portion.Count > 0) yield return Make(portion);
    }

    static (byte[] Request, string[] Paths) Make(List<string> paths) => (ByteText.Bytes(string.Concat(paths.Select(One))), [.. paths]);

    /// <summary>A single request. A colon at the start would be "pathspec magic"; check-ignore does not let that be turned off.</summary>
    public static string One(string path) => path.StartsWith(':') ? $"./{path}\0" : $"{path}\0";
}
